docker plugin install grafana/loki-docker-driver:latest --alias loki --grant-all-permissions

docker run --log-driver loki \
  --log-opt loki-url='CORDWOOD_SCHEME://any:CORDWOOD_KEY@CORDWOOD_AUTHORITY/loki/api/v1/push?source=CORDWOOD_SOURCE' \
  --log-opt loki-external-labels='service_name={{.Name}}' \
  --log-opt loki-retries=0 \
  --log-opt mode=non-blocking \
  YOUR_IMAGE
