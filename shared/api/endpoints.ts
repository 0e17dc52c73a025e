import { accountEndpoints } from './account'
import { clickhouseEndpoints } from './clickhouse'
import { customSourceEndpoints } from './custom-sources'
import { deadLetterEndpoints } from './dead-letters'
import { elasticsearchEndpoints } from './elasticsearch'
import { exportEndpoints } from './exports'
import { ingestEndpoints, queryEndpoints } from './logs'
import { lokiEndpoints } from './loki'
import { otlpEndpoints } from './otlp'
import { projectEndpoints } from './projects'
import { queryHistoryEndpoints } from './query-history'
import { savedQueryEndpoints } from './saved-queries'
import { shareEndpoints } from './shares'
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
  ...exportEndpoints,
  ...savedQueryEndpoints,
  ...queryHistoryEndpoints,
  ...shareEndpoints,
  ...deadLetterEndpoints,
  ...systemEndpoints,
}
