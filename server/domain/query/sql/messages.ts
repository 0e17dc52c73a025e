import { ClickHouseError } from '@clickhouse/client'
import { toQueryError } from '../errors'
import { AppError, type QueryLimits } from '../../kernel'
import { SqlError } from './refusal'
import { placeBefore, type Edit } from './tokens'

/** What an error's text may have to be turned back into the user's words. */
export interface Wording {
  /** The names that we have put in place of the user's. */
  readonly shown?: (text: string) => string
  /** Real names of tables, each with the source's. */
  readonly tables?: ReadonlyMap<string, string>
  /** The user's text, and what was changed in it before the engine saw it: for places in it. */
  readonly text?: string
  readonly edits?: readonly Edit[]
  /** What the statement may cost. */
  readonly limits?: QueryLimits
}

/** Errors that a statement is at fault for, and whose texts are about it alone (ErrorCodes.cpp of ClickHouse). */
const ABOUT_THE_STATEMENT = new Set([
  '6', '8', '10', '15', '16', '20', '26', '27', '32', '35', '36', '38', '41', '42', '43', '44', '46', '47', '48', '50', '51', '52', '53', '59', '60', '62', '63', '66', '69', '70', '72',
  '80', '117', '125', '127', '128', '130', '131', '135', '153', '161', '162', '167', '168', '169', '179', '181', '182', '184', '190', '206', '207', '208', '215',
  '264', '272', '306', '321', '349', '352', '377', '386', '395', '403', '407', '427', '432', '440', '441', '456', '457', '465', '467', '475', '507', '545', '568', '611', '636', '691', '693',
])

/**
 * What the engine said about a statement, in words that help its author and tell nothing of the inside: no real names,
 * no path, no version, no text that we have made.
 */
export function toSqlError(error: unknown, wording: Wording = {}): unknown {
  const known = toQueryError(error, wording.limits)
  if (known instanceof AppError) return known
  const { code, type, message } = partsOf(error)
  if (code === undefined) return error
  const exception = { name: code === '62' ? 'SYNTAX_ERROR' : type, code: Number(code) }
  if (!ABOUT_THE_STATEMENT.has(code)) return new SqlError(`The engine could not answer the statement: ${type}`, exception, error)
  return new SqlError(code === '62' ? syntaxMessage(message, wording) : readable(message, wording), exception, error)
}

function partsOf(error: unknown): { code?: string, type: string, message: string } {
  if (error instanceof ClickHouseError) return { code: error.code, type: error.type ?? 'UNKNOWN_EXCEPTION', message: error.message }
  const found = error instanceof Error ? /^Code: (\d+)\. DB::Exception: ([^]*?)(?: \(([A-Z0-9_]+)\))?(?: \(version [^)]*\))?\s*$/.exec(error.message) : null
  return found ? { code: found[1]!, message: found[2]!, type: found[3] ?? 'UNKNOWN_EXCEPTION' } : { type: '', message: '' }
}

const LONGEST = 500

/** Without what follows from our own text around the user's: scopes, what was being executed. */
function readable(message: string, { shown = text => text, tables = new Map() }: Wording): string {
  let text = message.replace(/:? ?(?:In scope|While executing|while executing|While processing|while converting source column)[^]*$/, '')
    .replace(/ in scope [^]*?(\. Maybe you meant|$)/, '$1')
    .replace(/: Note: the query does not have the FROM clause[^]*$/, '')
    // The rest takes time that grows faster than the text.
    .slice(0, 4 * LONGEST)
    .replace(/(?:\/[\w.-]+){2,}\/?/g, '…')
  for (const [real, name] of tables) text = text.replaceAll(real, name)
  // Tables that we have given the name that they had for the user.
  text = shown(text).replace(/(`?)([\w-]+)\1 AS (`?)\2\3(?![\w-])/g, '$2').replace(/\s+/g, ' ').trim()
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** `Syntax error at line 1, column 8, near "FORM app"`. */
function syntaxMessage(message: string, { text = '', edits = [] }: Wording): string {
  if (message.includes('Multi-statements are not allowed')) return 'Only one statement can be asked at a time'
  const position = /failed at position (\d+)/.exec(message)?.[1]
  const before = /^([^:]*): Syntax error/.exec(message)?.[1]
  const what = before === undefined ? 'Syntax error' : `Syntax error: ${before}`
  if (position === undefined) return what
  // The engine counts bytes.
  const at = placeBefore(edits, charactersOf(text, edits, Number(position) - 1))
  const line = text.slice(0, at).split('\n').length
  const near = text.slice(at, at + 40).split('\n')[0]!
  return `${what} at line ${line}, column ${at - text.lastIndexOf('\n', at - 1)}${near === '' ? ', at the end' : `, near ${JSON.stringify(near)}`}`
}

function charactersOf(text: string, edits: readonly Edit[], bytes: number): number {
  let filled = ''
  let at = 0
  for (const edit of edits) {
    filled += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return Buffer.from(filled + text.slice(at)).subarray(0, bytes).toString().length
}
