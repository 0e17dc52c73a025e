import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { AccessLine } from '../access/line'
import { attributesOfLine, severityOfStatus } from '../access/line'
import type { Moment } from '../decode/calendar'
import { UNKNOWN_SERVICE } from '../decode/ids'
import type { Severity } from '../decode/severity'
import { momentOfMillis } from '../decode/time'
import type { JsonContext } from '../json'

/** What a reader of lines found in one; everything it leaves out comes from the request. */
export interface Draft {
  readonly body: string
  readonly time?: Moment
  readonly severity?: Severity
  /** The program that wrote the line, as the line says. */
  readonly service?: string
  readonly resource?: Attributes
  readonly attributes?: Attributes
}

/** A line of an access log: its level is that of the status, its parts are attributes. */
export function draftOfAccess(body: string, access: AccessLine): Draft {
  return { body, time: access.time, severity: severityOfStatus(access.status), attributes: attributesOfLine(access) }
}

const noLevel: Severity = Object.freeze({ number: 0, text: '' })

/** The request's service counts for every line; its level and time only for lines without one. */
export function recordOfDraft(draft: Draft, context: JsonContext): LogRecord {
  const time = draft.time ?? momentOfMillis(context.now)
  const severity = draft.severity ?? context.level ?? noLevel
  return {
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: severity.number,
    severityText: severity.text,
    serviceName: context.service ?? draft.service ?? UNKNOWN_SERVICE,
    body: draft.body,
    traceId: '',
    spanId: '',
    traceFlags: 0,
    eventName: '',
    scopeName: '',
    scopeVersion: '',
    resourceAttributes: draft.resource ?? NO_ATTRIBUTES,
    scopeAttributes: NO_ATTRIBUTES,
    logAttributes: draft.attributes ?? NO_ATTRIBUTES,
  }
}
