import { defineEventHandler, getRequestHeader, setResponseHeaders } from 'h3'
import { AppError } from '../domain/kernel'
import { credentialOf } from '../utils/credentials'
import { asElastic, elasticHeaders, versionFor } from '../utils/elasticsearch-route'
import { withErrorForm } from '../utils/error-form'
import { usePlatform } from '../utils/platform'
import { pathOf } from '../utils/requests'

const answer = withErrorForm(defineEventHandler((event) => {
  const secret = credentialOf(event.node.req.headers)
  if (secret !== undefined && !usePlatform(event).identity.authenticateKey(secret)) {
    throw new AppError('unauthenticated', 'The API key is unknown or was deleted. Make one under Settings → API keys.')
  }
  setResponseHeaders(event, elasticHeaders(event))
  if (event.method === 'HEAD') return ''
  const number = versionFor(event) === '9' ? '9.0.0' : '8.19.0'
  return JSON.stringify({
    name: 'cordwood', cluster_name: 'cordwood', cluster_uuid: 'cordwood',
    version: { number, build_flavor: 'default', build_type: 'tar', build_snapshot: false, minimum_wire_compatibility_version: '7.17.0', minimum_index_compatibility_version: '7.0.0' },
    tagline: 'You Know, for Search',
  })
}), asElastic)

/**
 * Elasticsearch's clients ask `GET /` for its version before anything else; at the same address browsers get the
 * start page. A middleware, since a route there would take the page away.
 */
export default defineEventHandler((event) => {
  const { req } = event.node
  if ((event.method !== 'GET' && event.method !== 'HEAD') || pathOf(event.path) !== '/' || '__unenv__' in req) return
  const wantsPage = getRequestHeader(event, 'accept')?.includes('text/html') === true
  if (wantsPage && credentialOf(req.headers) === undefined) return
  return answer(event)
})
