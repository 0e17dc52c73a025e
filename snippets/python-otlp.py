# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-logging
import logging

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.instrumentation.logging.handler import LoggingHandler
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

exporter = OTLPLogExporter(
    endpoint="CORDWOOD_ADDRESS/v1/logs",
    headers={"X-API-Key": "CORDWOOD_KEY", "X-Source": "CORDWOOD_SOURCE"},
    compression=Compression.Gzip,
)
provider = LoggerProvider(resource=Resource.create({"service.name": "checkout"}))
provider.add_log_record_processor(BatchLogRecordProcessor(exporter))

logging.basicConfig(level=logging.INFO, handlers=[logging.StreamHandler(), LoggingHandler(logger_provider=provider)])

logging.getLogger("orders").info("hello from Python", extra={"order": 4711})

# What waits is sent before the program ends.
provider.shutdown()
