/** A piece of a WHERE: conditions that all must hold, and the values of their parameters. */
export interface SqlPart {
  readonly sql: readonly string[]
  readonly params: SqlParams
}

export type SqlParams = Readonly<Record<string, string | number | readonly string[] | readonly number[] | readonly bigint[]>>

/** A whole statement. Values are in `params` only: `{name:Type}` in the text. */
export interface Statement {
  readonly sql: string
  readonly params: SqlParams
}

/** `WHERE a AND b …` of all the parts, or nothing. */
export function where(...parts: readonly SqlPart[]): string {
  const conditions = parts.flatMap(part => part.sql)
  return conditions.length === 0 ? '' : `WHERE ${conditions.join('\n  AND ')}`
}

/** The parameters of all the parts. */
export function paramsOf(...parts: readonly Pick<SqlPart, 'params'>[]): SqlParams {
  return Object.assign({}, ...parts.map(part => part.params)) as SqlParams
}
