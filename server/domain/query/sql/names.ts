import { randomBytes } from 'node:crypto'
import { refuse } from './refusal'
import { isKeyword, isName, isSign, quoted, replaced, type Edit, type Token } from './tokens'
import { isMembershipName } from './tree'

/** What a name in the place of a table stands for. */
export interface Meanings {
  /** SQL that can stand behind FROM: a quoted name or a subquery in brackets. */
  readonly sources: ReadonlyMap<string, string>
  /** Tables of the database `system` that are answered by us. */
  readonly system: ReadonlyMap<string, string>
  /** What the sources' database may be called. */
  readonly databases: ReadonlySet<string>
}

/** A WITH subquery: its name, and the text that sees it. */
interface Cte { readonly name: string, readonly at: number, readonly from: number, readonly to: number }

/** A place that may be a table's name, under a mark by which the tree tells whether it is. */
interface Place { readonly mark: string, readonly at: number, readonly database: string | undefined, readonly name: string }

/** A statement with every table under a name that nobody can guess, and what these names stand for. */
export interface Named {
  readonly sql: string
  readonly isOurs: (name: string) => boolean
  /** The statement as it is run. */
  readonly final: string
  /** Our names in a text, such as an error, as the user wrote them. */
  readonly shown: (text: string) => string
}

const MOST_CTES = 200
const MOST_PLACES = 500

/**
 * Gives tables their real names. Where a table stands is not guessed but seen: each name that could be one gets a mark,
 * and the engine's tree says which marks are tables. All tables then have names with a random part, WITH subqueries as
 * well: no trick of shadowing and no mistake of ours can make a user's word the name of a real table.
 */
export class Naming {
  private readonly nonce = `cw${randomBytes(8).toString('hex')}`
  private readonly ctes: readonly Cte[]
  private readonly places: readonly Place[]

  constructor(private readonly sql: string, private readonly tokens: readonly Token[], private readonly meanings: Meanings) {
    this.ctes = ctesOf(tokens, sql.length)
    this.places = this.findPlaces()
    if (this.ctes.length > MOST_CTES || this.places.length > MOST_PLACES) refuse(`The statement names too many tables: ${MOST_CTES} WITH subqueries and ${MOST_PLACES} names of tables may be in it`)
  }

  /** The statement with its marks; undefined when nothing in it can be a table. */
  get marked(): string | undefined {
    if (this.places.length === 0) return undefined
    return replaced(this.sql, this.places.map(({ at, mark }) => ({ ...spanOf(this.tokens[at]!), text: mark })))
  }

  /** @param tables what stands in the places of tables in the marked statement, as the tree names it */
  resolve(tables: readonly string[]): Named {
    const found = new Set(tables)
    const replacements: string[] = []
    const edits: Edit[] = this.ctes.map(({ at }, i) => ({ ...spanOf(this.tokens[at]!), text: this.cteName(i) }))
    for (const place of this.places) {
      const { mark, at, database, name } = place
      if (!found.has(database === undefined ? mark : `${database}.${mark}`)) continue
      const meaning = this.meaningOf(place)
      if (meaning === undefined) continue
      const text = meaning.cte ?? `${this.nonce}s${replacements.push(meaning.sql!) - 1}x`
      edits.push({ start: this.tokens[database === undefined ? at : at - 2]!.start, end: this.tokens[at]!.end, text: text + this.aliasFor(at, name) })
    }
    return this.named(replaced(this.sql, edits.sort((a, b) => a.start - b.start)), replacements)
  }

  private named(sql: string, replacements: readonly string[]): Named {
    const ours = new RegExp(`^${this.nonce}(?:s\\d+x|c\\d+x)$`)
    return {
      sql,
      isOurs: name => ours.test(name),
      final: sql.replace(new RegExp(`${this.nonce}s(\\d+)x`, 'g'), (_, i: string) => replacements[Number(i)]!),
      shown: text => text.replace(new RegExp(`${this.nonce}c(\\d+)x`, 'g'), (_, i: string) => this.ctes[Number(i)]!.name),
    }
  }

  private cteName = (i: number) => `${this.nonce}c${i}x`

  private meaningOf({ at, database, name }: Place): { cte?: string, sql?: string } | undefined {
    if (database === 'system') return sqlOf(this.meanings.system.get(name))
    if (database !== undefined) return this.meanings.databases.has(database) ? sqlOf(this.meanings.sources.get(name)) : undefined
    const { start } = this.tokens[at]!
    // The innermost that sees the place: the one that begins last.
    const seen = this.ctes.findLastIndex(cte => cte.name === name && start >= cte.from && start < cte.to)
    if (seen >= 0) return { cte: this.cteName(seen) }
    const source = sqlOf(this.meanings.sources.get(name))
    const any = this.ctes.findIndex(cte => cte.name === name)
    return source ?? (any >= 0 ? { cte: this.cteName(any) } : undefined)
  }

  /** Columns are named with the table's own name where it has no other; not so behind IN. */
  private aliasFor(at: number, name: string): string {
    const { tokens } = this
    if (isKeyword(tokens[at + 1], 'AS') || isBehindIn(tokens, at)) return ''
    return ` AS ${quoted(name)}`
  }

  private findPlaces(): Place[] {
    const { tokens, meanings } = this
    const known = new Set([...meanings.sources.keys(), ...this.ctes.map(({ name }) => name)])
    const defined = new Set(this.ctes.map(({ at }) => at))
    const places: Place[] = []
    for (const [at, token] of tokens.entries()) {
      if (!isName(token) || defined.has(at) || isSign(tokens[at + 1], '(') || isSign(tokens[at + 1], '.')) continue
      const database = isSign(tokens[at - 1], '.') && isName(tokens[at - 2]) ? tokens[at - 2]!.value : undefined
      if (database === 'system' ? !meanings.system.has(token.value) : !known.has(token.value)) continue
      places.push({ mark: `${this.nonce}m${places.length}x`, at, database, name: token.value })
    }
    return places
  }
}

const sqlOf = (sql: string | undefined) => sql === undefined ? undefined : { sql }
const spanOf = ({ start, end }: Token) => ({ start, end })

/** `IN (name)`, as the engine writes it, or in(value, name). */
function isBehindIn(tokens: readonly Token[], at: number): boolean {
  let before = at - 1
  if (isSign(tokens[before], '.')) before -= 2
  return (isSign(tokens[before], '(') && isKeyword(tokens[before - 1], 'IN')) || isInCall(tokens, before)
}

/** Behind the comma of `nullIn(value, name)`. */
function isInCall(tokens: readonly Token[], comma: number): boolean {
  if (!isSign(tokens[comma], ',')) return false
  let depth = 0
  for (let at = comma - 1; at > 0; at--) {
    if (isSign(tokens[at], ')')) depth++
    if (isSign(tokens[at], '(') && depth-- === 0) return isName(tokens[at - 1]) && !isKeyword(tokens[at - 1], 'IN') && isMembershipName(tokens[at - 1]!.value)
  }
  return false
}

/** The WITH subqueries of a formatted statement: `name AS (SELECT …`, `name(columns) AS MATERIALIZED (…`. */
function ctesOf(tokens: readonly Token[], length: number): Cte[] {
  const closing = closingOf(tokens)
  const openings = new Map([...closing].map(([from, to]) => [to, from]))
  const ctes: Cte[] = []
  for (const [at, token] of tokens.entries()) {
    if (!isName(token) || !(isKeyword(tokens[at - 1], 'WITH', 'RECURSIVE') || isSign(tokens[at - 1], ','))) continue
    const open = bodyOf(tokens, closing, at + 1)
    if (open === undefined) continue
    if (ctes.length > MOST_CTES) return ctes
    const end = closing.get(open)
    const isRecursive = withOf(tokens, openings, at) === 'RECURSIVE'
    ctes.push({
      name: token.value, at,
      from: isRecursive ? token.start : tokens[end ?? open]!.end,
      to: enclosingEnd(tokens, closing, at) ?? length,
    })
  }
  return ctes
}

/** Where the bracket of the subquery opens that a WITH gives a name. */
function bodyOf(tokens: readonly Token[], closing: ReadonlyMap<number, number>, behind: number): number | undefined {
  let at = behind
  if (isSign(tokens[at], '(')) at = (closing.get(at) ?? tokens.length) + 1
  if (!isKeyword(tokens[at], 'AS')) return undefined
  at++
  if (isKeyword(tokens[at], 'NOT')) at++
  if (isKeyword(tokens[at], 'MATERIALIZED')) at++
  const opens = isSign(tokens[at], '(') && (isKeyword(tokens[at + 1], 'SELECT', 'WITH', 'EXPLAIN') || isSign(tokens[at + 1], '('))
  return opens ? at : undefined
}

/** The bracket that closes each one that opens. */
function closingOf(tokens: readonly Token[]): Map<number, number> {
  const open: number[] = []
  const closing = new Map<number, number>()
  for (const [at, token] of tokens.entries()) {
    if (isSign(token, '(')) open.push(at)
    if (isSign(token, ')') && open.length > 0) closing.set(open.pop()!, at)
  }
  return closing
}

/** Where the brackets end that the token is in. */
function enclosingEnd(tokens: readonly Token[], closing: ReadonlyMap<number, number>, at: number): number | undefined {
  const open = [...closing].filter(([from, to]) => from < at && to > at).reduce<number | undefined>((inner, [from]) => inner === undefined || from > inner ? from : inner, undefined)
  return open === undefined ? undefined : tokens[closing.get(open)!]!.start
}

/** WITH, or RECURSIVE behind it: the word that begins the list in which the token is. */
function withOf(tokens: readonly Token[], openings: ReadonlyMap<number, number>, at: number): string | undefined {
  for (let back = at - 1; back >= 0; back--) {
    back = openings.get(back) ?? back
    if (isKeyword(tokens[back], 'WITH', 'RECURSIVE')) return tokens[back]!.value
  }
  return undefined
}
