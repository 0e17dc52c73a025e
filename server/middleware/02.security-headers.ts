import { randomBytes } from 'node:crypto'
import { defineEventHandler, setResponseHeaders } from 'h3'
import { isApiPath, pathOf } from '../utils/requests'
import { apiHeaders, pageHeaders } from '../utils/security-headers'

export default defineEventHandler((event) => {
  if (isApiPath(pathOf(event.path))) {
    setResponseHeaders(event, apiHeaders)
    return
  }
  event.context.cspNonce = randomBytes(16).toString('base64')
  setResponseHeaders(event, pageHeaders(event.context.cspNonce, import.meta.dev))
})
