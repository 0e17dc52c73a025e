import { bracketTime } from './combined'
import { fieldsOf } from './escape'
import { AccessLine } from './line'
import { durationOf, sizeOf } from './numbers'
import { addRequest } from './request'

const pattern = new RegExp([
  String.raw`^(\S+):(\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:.]{8,15})\] (\S+) ([^\s/]+)\/(\S+)`,
  String.raw`(-?\d+)\/(-?\d+)\/(-?\d+)\/(-?\d+)\/\+?(-?\d+) (\d{3}|-1) \+?(\d+) (\S+) (\S+) (\S{2,4})`,
  String.raw`(\d+)\/(\d+)\/(\d+)\/(\d+)\/\+?(\d+) (\d+)\/(\d+)(?: \{([^}]*)\})?(?: \{([^}]*)\})? "([^"]*)`,
].join(' '))

const names = ['frontend', 'backend', 'server', 'TR', 'Tw', 'Tc', 'Tr', 'termination_state', 'request_cookie', 'response_cookie', 'retries',
  'request_headers', 'response_headers'] as const

/**
 * Reads a line of HAProxy's `option httplog` (https://docs.haproxy.org/3.2/configuration.html#8.2.3). Its time has no
 * zone and is taken for UTC. Undefined when it is none; a request that HAProxy could not read is `<BADREQ>`.
 */
export function readHaproxy(text: string): AccessLine | undefined {
  const found = text.includes('] ') ? pattern.exec(text) : null
  if (found === null) return undefined
  const [, client, port, when, frontend, backend, server, tr, tw, tc, response, active, status, bytes, requestCookie, responseCookie, state] = found
  const [retries, , , requestHeaders, responseHeaders, asked] = found.slice(21)
  const time = bracketTime(when!, 0)
  if (time === undefined) return undefined
  const line = new AccessLine()
  line.time = time
  line.client = client!
  line.clientPort = Number(port)
  // A tilde behind the frontend says that TLS ended there
  line.scheme = frontend!.endsWith('~') ? 'https' : ''
  line.status = status === '-1' ? 0 : Number(status)
  line.responseBytes = sizeOf(bytes)
  line.duration = durationOf(active, 'ms')
  addRequest(line, asked!)
  const values = [frontend!.replace(/~$/, ''), backend, server, tr, tw, tc, response, state, requestCookie, responseCookie, retries, requestHeaders, responseHeaders]
  line.extras = fieldsOf(names.map((name, i) => [`haproxy.${name}`, values[i]]))
  return line
}
