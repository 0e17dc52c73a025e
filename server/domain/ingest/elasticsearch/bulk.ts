import type { Attributes, Decoded, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { Bounds, DEFAULT_LIMITS, type DecodeLimits } from '../decode/bounds'
import { skipBlank } from '../decode/json-scan'
import { DEEP, EXACT, inspect, isObject, kindOf, parseExactly, whyNotJson } from '../decode/json-value'
import { rejectOf } from '../decode/limits'
import { originsOf, type RecordOrigins } from '../decode/origins'
import type { JsonContext } from '../json'
import { jsonContext, recordOfObject } from '../json'

export type BulkAction = 'create' | 'index' | 'update' | 'delete'

/** What became of one action, in the order of the request. */
export interface BulkItem {
  readonly action: BulkAction
  readonly index: string
  /** As the sender gave it. */
  readonly id: string | undefined
  /** Why it was refused. */
  readonly error?: BulkError
}

export interface BulkError { readonly type: string, readonly reason: string }

/** The error of a document that can't be stored. */
export const refusedDocument = (reason: string): BulkError => ({ type: 'document_parsing_exception', reason })

/** What a bulk request decodes to. */
export interface Bulk extends Decoded {
  items: BulkItem[]
}

export interface BulkOptions {
  /** Milliseconds since 1970: the time of documents without one. */
  readonly now: number
  /** The index of actions that name none: the one in the address. */
  readonly index?: string | undefined
  /** What the request may hold; the defaults when missing. */
  readonly limits?: DecodeLimits
  /** As for all decoders, see protocol.ts. */
  readonly withOrigins?: boolean
}

/** An action of a few bytes is answered with hundreds: bytes alone don't bound a request. */
const MAX_ITEMS = 250_000
/** Elasticsearch's own bound. */
const MAX_INDEX = 255
const MAX_ID = 512
/** In answers, where neither the action nor the address names an index. */
const NO_INDEX = 'cordwood'

const NO_ACTION = 'Expected an action line such as {"create":{"_index":"logs"}}'
const NO_DOCUMENT = 'The action has no document: the line behind it is missing or empty'

/**
 * Decodes the body of `POST /_bulk`: pairs of an action line and a document
 * (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk). Each document becomes a record as those of
 * `/v1/logs/json` do (ECS among others); the index stays as the resource attribute `elasticsearch.index`, an id that
 * the sender gave as the attribute `elasticsearch.id`. Every action gets an item in the answer, whatever is wrong with
 * it, so that senders can tell what to send again. Pure; never throws for bad input.
 * @throws AppError too_large past the number of records in `limits`, and past 250,000 actions
 */
export function decodeBulk(body: Buffer, options: BulkOptions): Bulk {
  return new BulkReader(body, options).read()
}

/** An action line that could be read. */
interface Action { readonly action: BulkAction, readonly index: string, readonly id: string | undefined, readonly resource: Attributes }

class BulkReader {
  private readonly bulk: Bulk = { records: [], rejects: [], items: [] }
  private readonly origins: RecordOrigins | undefined
  private readonly context: JsonContext
  private readonly bounds: Bounds
  private at: number
  private start = 0
  private end = 0
  /** Consecutive actions name the same index as a rule. */
  private resource: Attributes = NO_ATTRIBUTES

  constructor(private readonly body: Buffer, private readonly options: BulkOptions) {
    const { limits = DEFAULT_LIMITS, now, withOrigins } = options
    this.origins = this.bulk.origins = originsOf(this.bulk.records, withOrigins)
    this.bounds = new Bounds({ ...limits, maxRecords: Math.min(limits.maxRecords, MAX_ITEMS) })
    this.context = jsonContext({ now })
    this.at = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
  }

  read(): Bulk {
    while (this.nextLine()) {
      if (this.isBlank()) continue
      this.bounds.count()
      const action = this.readAction()
      if (typeof action === 'string') this.refuseLines(action)
      else if (action.action === 'delete' || action.action === 'update') this.refuseAction(action)
      else this.takeDocument(action)
    }
    return this.bulk
  }

  /** Moves on to the next line, between `start` and `end`; the last one may lack its line feed. */
  private nextLine(): boolean {
    if (this.at >= this.body.length) return false
    const feed = this.body.indexOf(10, this.at)
    this.start = this.at
    this.end = feed === -1 ? this.body.length : feed
    this.at = this.end + 1
    return true
  }

  private isBlank(): boolean {
    return skipBlank(this.body, this.start, this.end) === this.end
  }

  /** The action on the current line, or why there is none. Keys that nobody knows (winston's `attempts`) are passed over. */
  private readAction(): Action | string {
    const value = this.parse()
    if (typeof value === 'string') return value === this.bounds.tooLong ? value : `${NO_ACTION}. ${value}`
    const action = isObject(value.parsed) ? actionOf(value.parsed) : undefined
    if (action === undefined) return NO_ACTION
    const meta = (value.parsed as Attributes)[action]
    if (!isObject(meta)) return NO_ACTION
    const named = textIn(meta, '_index') ?? this.options.index
    const resource = this.resourceOf(named)
    return { action, index: named ?? NO_INDEX, id: textIn(meta, '_id'), resource }
  }

  private resourceOf(index: string | undefined): Attributes {
    if (index === undefined) return NO_ATTRIBUTES
    if (this.resource['elasticsearch.index'] !== index) this.resource = { 'elasticsearch.index': index }
    return this.resource
  }

  /** The JSON value of the current line, or what is wrong with it. */
  private parse(): { parsed: unknown } | string {
    if (this.end - this.start > this.bounds.maxLineBytes) return this.bounds.tooLong
    const text = this.body.toString('utf8', this.start, this.end)
    try {
      const parsed: unknown = JSON.parse(text)
      const seen = inspect(parsed, this.bounds.maxNesting)
      return seen === DEEP ? this.bounds.tooDeep : { parsed: seen === EXACT ? parsed : parseExactly(text) }
    }
    catch (error) {
      return whyNotJson(error)
    }
  }

  private takeDocument(action: Action): void {
    const from = this.start
    if (!this.nextLine() || this.isBlank()) return this.refuse(action, NO_DOCUMENT, from, Math.min(this.end, this.body.length))
    const reason = nameProblem(action) ?? this.addRecord(action)
    if (reason === undefined) this.bulk.items.push({ action: action.action, index: action.index, id: action.id })
    else this.refuse(action, reason, this.start, this.end)
  }

  private addRecord({ id, resource }: Action): string | undefined {
    const value = this.parse()
    if (typeof value === 'string') return value
    if (!isObject(value.parsed)) return `Expected a JSON object, got ${kindOf(value.parsed)}`
    if (Object.keys(value.parsed).length === 0) return 'The document is empty'
    const record: LogRecord = recordOfObject(value.parsed, this.context)
    record.resourceAttributes = resource
    if (id !== undefined) record.logAttributes = { ...record.logAttributes, 'elasticsearch.id': id }
    this.bulk.records.push(record)
    this.origins?.mark(this.body, this.start, this.end)
    return undefined
  }

  private refuse({ action, index, id }: Action, reason: string, start: number, end: number): void {
    this.bulk.rejects.push(rejectOf(this.body, start, end, reason))
    this.bulk.items.push({ action, index: index.slice(0, MAX_INDEX), id: id?.slice(0, MAX_ID), error: refusedDocument(reason) })
  }

  /** Update and delete: logs are only ever added to. An update's document goes to the dead letters, as it holds data. */
  private refuseAction(action: Action): void {
    const reason = `Logs can’t be changed: “${action.action}” is not supported. Send create or index`
    if (action.action === 'update' && this.nextLine() && !this.isBlank()) return this.refuse(action, reason, this.start, this.end)
    this.bulk.items.push({
      action: action.action, index: action.index.slice(0, MAX_INDEX), id: action.id?.slice(0, MAX_ID), error: { type: 'illegal_argument_exception', reason },
    })
  }

  /** A line that is no action: the one behind it is its document, unless it is an action itself. */
  private refuseLines(reason: string): void {
    const from = this.start
    const to = this.end
    const behind = this.at
    let end = to
    if (this.nextLine() && !this.isBlank() && typeof this.readAction() === 'string') end = this.end
    else this.at = behind
    this.bulk.rejects.push(rejectOf(this.body, from, end, reason))
    this.bulk.items.push({ action: 'index', index: this.options.index ?? NO_INDEX, id: undefined, error: { type: 'illegal_argument_exception', reason } })
  }
}

function actionOf(line: Attributes): BulkAction | undefined {
  for (const name in line) if (name === 'create' || name === 'index' || name === 'update' || name === 'delete') return name
  return undefined
}

function textIn(meta: Attributes, name: string): string | undefined {
  const value = Object.hasOwn(meta, name) ? meta[name] : undefined
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function nameProblem({ index, id }: Action): string | undefined {
  if (index.length > MAX_INDEX) return `The name of the index is longer than ${MAX_INDEX} characters`
  return id !== undefined && id.length > MAX_ID ? `The id is longer than ${MAX_ID} characters` : undefined
}
