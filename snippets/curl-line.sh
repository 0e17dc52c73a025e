curl CORDWOOD_ADDRESS/ingest?source=CORDWOOD_SOURCE \
  -H 'X-API-Key: CORDWOOD_KEY' \
  -H 'content-type: application/json' \
  -d '{"service":"checkout","level":"info","message":"hello from curl","tags":{"region":"eu"}}'
