import { defineEventHandler } from 'h3'
import { AppError } from '../domain/kernel'
import { isForeign, pathOf, takesKey } from '../utils/requests'

const REFUSAL = 'This request came from another web site. If a proxy stands in between, let it pass on the Host header, '
  + 'or set X-Forwarded-Host.'

/** Other web sites must not change anything with the session of a user who visits them. */
export default defineEventHandler((event) => {
  if (!isForeign(event.method, event.node.req.headers, takesKey(event.method, pathOf(event.path)))) return
  throw new AppError('forbidden', REFUSAL)
})
