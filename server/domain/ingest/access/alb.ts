import { isoMomentAt } from '../decode/time-iso'
import { field, fieldsOf, quoted } from './escape'
import { AccessLine } from './line'
import { durationOf, sizeOf } from './numbers'
import { addClient, addRequest } from './request'

const start = /^(?:(?:https?|h2|grpcs?|wss?) )?\d{4}-\d\d-\d\dT/
const pattern = new RegExp(String.raw`^(?:([a-z\d]+) )?(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\d{3}|-) (\S+) (\d+|-) (\d+|-) ${quoted}(?: ${quoted} (\S+) (\S+))?`)
const rest = new RegExp(String.raw` (?:${quoted}|(\S+))`, 'y')

/** The fields behind the TLS protocol, in their order, as AWS calls them; newer ones than these are left to the body. */
const further = ['target_group_arn', 'trace_id', 'domain_name', 'chosen_cert_arn', 'matched_rule_priority', 'request_creation_time',
  'actions_executed', 'redirect_url', 'error_reason', 'target:port_list', 'target_status_code_list', 'classification',
  'classification_reason', 'conn_trace_id', 'transformed_host', 'transformed_uri', 'request_transform_status']
const names = ['type', 'elb', 'target:port', 'target_status_code', 'request_processing_time', 'target_processing_time',
  'response_processing_time', 'ssl_cipher', 'ssl_protocol', ...further]
const schemes: Readonly<Record<string, string>> = { http: 'http', https: 'https', h2: 'https', grpc: 'http', grpcs: 'https', ws: 'ws', wss: 'wss' }

/**
 * Reads a line of AWS's Application Load Balancer
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-syntax)
 * or its Classic one, which lacks the type in front and what follows the TLS protocol. Undefined when it is none.
 */
export function readAlb(text: string): AccessLine | undefined {
  const found = start.test(text) ? pattern.exec(text) : null
  if (found === null) return undefined
  const [whole, type, when, balancer, client, target, first, second, third, status, targetStatus, received, sent, asked, agent, cipher, tls] = found
  const time = isoMomentAt(when!, 0)
  if (time === undefined || time.end !== when!.length) return undefined
  const line = new AccessLine()
  line.time = { seconds: time.seconds, nanos: time.nanos }
  addClient(line, field(client))
  line.status = status === '-' ? 0 : Number(status)
  line.requestBytes = sizeOf(received)
  line.responseBytes = sizeOf(sent)
  // A request that can't be read is `- http://host:80- -`
  if (!asked!.startsWith('- ')) addRequest(line, asked!)
  if (line.scheme === '' && type !== undefined) line.scheme = schemes[type] ?? ''
  line.agent = field(agent)
  line.duration = sum([first!, second!, third!])
  const known = [type, balancer, target, targetStatus, first, second, third, cipher, tls]
  const values = [...known, ...furtherFields(text, whole.length)]
  line.extras = fieldsOf(values.map((value, i) => [`aws.elb.${names[i]}`, value]))
  return line
}

function furtherFields(text: string, at: number): string[] {
  const fields: string[] = []
  rest.lastIndex = at
  for (let next = rest.exec(text); next !== null && fields.length < further.length; next = rest.exec(text)) fields.push(next[1] ?? next[2]!)
  return fields
}

/** Seconds, added up exactly. A part is -1 when the request did not get so far: the whole is not known then. */
function sum(parts: readonly string[]): number | undefined {
  let nanos = 0
  for (const part of parts) nanos += durationOf(part, 's') ?? Number.NaN
  return Number.isNaN(nanos) ? undefined : nanos
}
