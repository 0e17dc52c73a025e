import { defineEventHandler } from 'h3'
import { pathOf, refuseForeign, takesKey } from '../utils/requests'

/** Other web sites must not change anything with the session of a user who visits them. */
export default defineEventHandler((event) => {
  refuseForeign(event.method, event.node.req.headers, takesKey(event.method, pathOf(event.path)))
})
