gzip -c YOUR_FILE |
curl 'CORDWOOD_ADDRESS/v1/logs/raw?service=YOUR_SERVICE&source=CORDWOOD_SOURCE' \
  -H 'X-API-Key: CORDWOOD_KEY' \
  -H 'content-type: text/plain' -H 'content-encoding: gzip' \
  --data-binary @-
