/** Who asks, as far as limits tell them apart: a user by the role in the project, or an API key. */
export const ASKERS = ['viewer', 'operator', 'key', 'admin'] as const
export type Asker = typeof ASKERS[number]

/** What the queries of one request may cost. */
export interface QueryLimits {
  /** Seconds of a request, all its queries together. */
  readonly seconds: number
  /** Bytes of memory in the engine, each query. */
  readonly memoryBytes: number
  /** Rows and bytes that the engine may read for a request. */
  readonly readRows: number
  readonly readBytes: number
  /** Rows and bytes of an answer to SQL. */
  readonly resultRows: number
  readonly resultBytes: number
  /** Series of a range aggregation of LogQL, and points of each. */
  readonly series: number
  readonly points: number
  /** Rows of an export, and seconds that it may take. */
  readonly exportRows: number
  readonly exportSeconds: number
}

/** A number for each. */
export type ByAsker = Readonly<Record<Asker, number>>

const isAsker = (name: string): name is Asker => (ASKERS as readonly string[]).includes(name)

/**
 * Reads one limit: `60` is everybody's, `admin=300,viewer=10` changes these alone.
 * @throws Error that says what is wrong
 */
export function readByAsker(text: string, fallback: string, least: number, most: number): ByAsker {
  const value: Record<Asker, number> = { viewer: least, operator: least, key: least, admin: least }
  for (const part of [...fallback.split(','), ...text.split(',')].map(piece => piece.trim()).filter(piece => piece !== '')) {
    const [, name, digits = ''] = /^(?:(\w+)=)?(\d{1,15})$/.exec(part) ?? []
    const number = Number(digits)
    if (digits === '' || (name !== undefined && !isAsker(name))) throw new Error(`${JSON.stringify(part.slice(0, 60))}: write a number for everybody, or such as viewer=10,admin=60 for ${ASKERS.join(', ')}`)
    if (number < least || number > most) throw new Error(`${part.slice(0, 60)}: must be from ${least} to ${most}`)
    for (const asker of name === undefined ? ASKERS : [name as Asker]) value[asker] = number
  }
  return value
}

/** The limits of each, of settings that each have one limit. */
export function limitsByAsker(settings: Readonly<Record<keyof QueryLimits, ByAsker>>): Readonly<Record<Asker, QueryLimits>> {
  const names = Object.keys(settings) as (keyof QueryLimits)[]
  const of = (asker: Asker) => Object.fromEntries(names.map(name => [name, settings[name][asker]])) as unknown as QueryLimits
  return { viewer: of('viewer'), operator: of('operator'), key: of('key'), admin: of('admin') }
}
