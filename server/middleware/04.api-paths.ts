import { defineEventHandler, sendNoContent, setResponseHeader } from 'h3'
import { AppError } from '../domain/kernel'
import { isApiPath, isModulePath, methodsOf, pathOf } from '../utils/requests'

/** Answers for addresses and methods that the catalogue lacks: without this, they would get a page of HTML. */
export default defineEventHandler((event) => {
  const path = pathOf(event.path)
  if (isModulePath(path)) return
  const methods = methodsOf(path)
  if (!methods) {
    // Pages are only ever read: whoever sends something is a program that mistook the address (//ingest, /INGEST).
    if (!isApiPath(path) && (event.method === 'GET' || event.method === 'HEAD')) return
    throw new AppError('not_found', 'Nothing is at this address. See /docs/api for those that exist.')
  }
  // Nitro routes HEAD to HEAD handlers only. Node leaves the body out by itself.
  if (event.method === 'HEAD') event._method = 'GET'
  const asked = event.method
  if (methods.includes(asked)) return
  setResponseHeader(event, 'allow', methods.join(', '))
  if (asked === 'OPTIONS') return sendNoContent(event)
  throw new AppError('method_not_allowed', `This address answers to ${methods.join(', ')} only.`)
})
