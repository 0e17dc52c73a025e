echo 'level=warn msg="disk almost full" disk=/dev/sda1 used=0.93' |
curl 'CORDWOOD_ADDRESS/v1/logs/raw?service=host&source=CORDWOOD_SOURCE' \
  -H 'X-API-Key: CORDWOOD_KEY' \
  -H 'content-type: text/plain' \
  --data-binary @-
