import json
import logging
import logging.handlers
import urllib.request


class CordwoodHandler(logging.handlers.BufferingHandler):
    """Sends records by the hundred, at an error, and when the program ends. What can't be sent is tried again."""

    def shouldFlush(self, record):
        return record.levelno >= logging.ERROR or len(self.buffer) % self.capacity == 0

    def flush(self):
        with self.lock:
            records, self.buffer = self.buffer[-10_000:], []
            if not records:
                return
            plain = logging.Formatter()
            lines = [json.dumps({
                "timestamp": record.created, "level": record.levelname, "service": "checkout", "logger": record.name,
                "message": plain.format(record), **getattr(record, "fields", {}),
            }) for record in records]
            request = urllib.request.Request("CORDWOOD_ADDRESS/v1/logs/json", "\n".join(lines).encode(), {
                "X-API-Key": "CORDWOOD_KEY", "X-Source": "CORDWOOD_SOURCE", "Content-Type": "application/x-ndjson",
            })
            try:
                urllib.request.urlopen(request, timeout=10).close()
            except OSError:
                self.buffer = records


logging.basicConfig(level=logging.INFO, handlers=[logging.StreamHandler(), CordwoodHandler(capacity=100)])

logging.getLogger("orders").info("hello from Python", extra={"fields": {"order": 4711}})
