curl CORDWOOD_ADDRESS/v1/logs/json?source=CORDWOOD_SOURCE \
  -H 'X-API-Key: CORDWOOD_KEY' \
  -H 'content-type: application/json' \
  -d '[{"service":"checkout","level":"info","message":"order 4711 placed","region":"eu","amount":42.5},
       {"service":"payments","level":"error","message":"card declined","region":"eu","retry":false}]'
