import { accountEndpoints } from './account'
import { clickhouseEndpoints } from './clickhouse'
import { customSourceEndpoints } from './custom-sources'
import { deadLetterEndpoints } from './dead-letters'
import { elasticsearchEndpoints } from './elasticsearch'
import { ingestEndpoints, queryEndpoints } from './logs'
import { lokiEndpoints } from './loki'
import { otlpEndpoints } from './otlp'
import { projectEndpoints } from './projects'
import { splunkEndpoints } from './splunk'
import { systemEndpoints } from './system'

/** The whole API. Routes take their schemas from here, the documentation is made from it. */
export const endpoints = {
  ...accountEndpoints,
  ...projectEndpoints,
  ...customSourceEndpoints,
  ...ingestEndpoints,
  ...otlpEndpoints,
  ...lokiEndpoints,
  ...splunkEndpoints,
  ...elasticsearchEndpoints,
  ...clickhouseEndpoints,
  ...queryEndpoints,
  ...deadLetterEndpoints,
  ...systemEndpoints,
}
