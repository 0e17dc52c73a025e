journalctl -o json --since '1 hour ago' |
curl 'CORDWOOD_ADDRESS/v1/logs/json?source=CORDWOOD_SOURCE' \
  -H 'X-API-Key: CORDWOOD_KEY' \
  -H 'content-type: application/x-ndjson' \
  --data-binary @-
