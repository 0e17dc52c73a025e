import type { Moment } from '../decode/calendar'
import { clfMoment } from '../decode/time-clf'
import { isoMomentAt } from '../decode/time-iso'
import { textMomentAt } from '../decode/time-text'
import { field, quoted } from './escape'
import { AccessLine } from './line'
import { sizeOf } from './numbers'
import { addHost, addRequest } from './request'
import { addTrailing } from './trailing'

const pattern = new RegExp(String.raw`(?:([^\s"[\]]+) (?!- ))?([^\s"[\]]+) (\S+) (\S[^"[\]]{0,255}) \[([^\]]{20,40})\] ${quoted} (\d{3}|-) (\d+|-)(?: ${quoted} ${quoted}(?=\s|$))?`, 'y')
/** No user, but a line with a syslog header in front, whose words have pushed the fields along. */
const pushed = / - |:$/
/** A user agent with quotes that nobody escaped (Traefik), up to its last one or to what Traefik puts behind it. */
const loose = / "([^"]*)" "(.*)"(?=$| (?:\d+|-) (?:"[^"]*"|-) (?:"[^"]*"|-) \d+ms$)/y

/** What stands in the brackets: Apache's and nginx's `$time_local`, or nginx's `$time_iso8601`. */
export function bracketTime(text: string, now: number): Moment | undefined {
  const usual = clfMoment(text)
  if (usual !== undefined) return usual
  const found = textMomentAt(text, 0, now) ?? isoMomentAt(text, 0)
  return found !== undefined && found.end === text.length ? { seconds: found.seconds, nanos: found.nanos } : undefined
}

/**
 * Reads a line of the common or combined log format of Apache (https://httpd.apache.org/docs/current/mod/mod_log_config.html)
 * and nginx (https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format), also with the virtual host in front
 * and with what is commonly put behind it (see `addTrailing`). Undefined when it is none.
 */
export function readCombined(text: string, now: number): AccessLine | undefined {
  if (!text.includes('] "')) return undefined
  pattern.lastIndex = 0
  const found = pattern.exec(text)
  if (found === null) return undefined
  const [, host, client, , user, when, asked, status, size] = found
  const time = bracketTime(when!, now)
  if (time === undefined || pushed.test(user!)) return undefined
  const line = new AccessLine()
  line.time = time
  if (host !== undefined) addHost(line, field(host))
  line.client = field(client)
  line.user = field(user)
  addRequest(line, asked!)
  line.status = status === '-' ? 0 : Number(status)
  line.responseBodyBytes = sizeOf(size)
  const end = addBrowser(line, text, pattern.lastIndex, found[9], found[10])
  if (end < text.length) addTrailing(line, text, end)
  return line
}

/** Referrer and user agent; answers where they end, in the common format where they would have begun. */
function addBrowser(line: AccessLine, text: string, at: number, referrer: string | undefined, agent: string | undefined): number {
  loose.lastIndex = at
  const parts = agent === undefined && text.startsWith(' "', at) ? loose.exec(text) : null
  line.referrer = field(parts === null ? referrer : parts[1])
  line.agent = field(parts === null ? agent : parts[2])
  return parts === null ? at : loose.lastIndex
}
