import { isName, quoted, tokensOf } from '../sql/tokens'

/** A SELECT in its clauses. */
export interface Select {
  /** Expressions by the names that the rest calls them. */
  readonly names?: readonly Named[]
  readonly columns: readonly Named[]
  readonly from?: string
  readonly where?: readonly string[]
  readonly groupBy?: readonly string[]
  readonly having?: string | undefined
  readonly orderBy?: readonly string[]
  /** What stands behind ORDER BY. */
  readonly limit?: string | undefined
}

/** An expression with a name; without one where it is a column that keeps its own. */
export interface Named { readonly sql: string, readonly name?: string | undefined }

/** A statement as people write it: a clause a line, a column a line. */
export function selectSql({ names = [], columns, from, where = [], groupBy = [], having, orderBy = [], limit }: Select): string {
  return [
    ...names.length === 0 ? [] : [`WITH\n${list(names)}`],
    `SELECT\n${list(columns)}`,
    ...from === undefined ? [] : [`FROM ${from}`],
    ...where.length === 0 ? [] : [`WHERE ${where.map(bracketed).join('\n  AND ')}`],
    ...groupBy.length === 0 ? [] : [`GROUP BY ${groupBy.join(', ')}`],
    ...having === undefined ? [] : [`HAVING ${having}`],
    ...orderBy.length === 0 ? [] : [`ORDER BY ${orderBy.join(', ')}`],
    ...limit === undefined ? [] : [limit],
  ].join('\n')
}

const list = (items: readonly Named[]) => items.map(({ sql, name }) => `  ${sql}${name === undefined || name === sql ? '' : ` AS ${name}`}`).join(',\n')

const bracketed = (condition: string) => / OR /.test(condition) && !isBracketed(condition) ? `(${condition})` : condition

/** Whether one pair of brackets holds it all. */
function isBracketed(sql: string): boolean {
  const tokens = tokensOf(sql)
  let depth = 0
  return tokens.every(({ kind, value }, i) => {
    if (kind === 'sign' && value === '(') depth++
    if (kind === 'sign' && value === ')') depth--
    return depth > 0 || i === tokens.length - 1
  })
}

/** A statement inside another. */
export const indented = (sql: string): string => sql.replace(/^(?=.)/gm, '    ')

/** A name as it can stand in a statement: in backticks where it is no plain one. */
export function nameSql(name: string): string {
  const tokens = tokensOf(name)
  const isPlain = tokens.length === 1 && isName(tokens[0]) && /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name.toUpperCase())
  return isPlain ? name : quoted(name)
}

/** Words that a name without backticks can't be everywhere. */
const RESERVED = new Set((
  'ALL AND ANTI ANY ARRAY AS ASC ASOF BETWEEN BY CASE CAST CROSS DATE DESC DISTINCT ELSE END EXCEPT FINAL FORMAT FROM FULL GLOBAL GROUP HAVING ILIKE IN INNER INTERSECT INTERVAL INTO IS JOIN LEFT LIKE LIMIT '
  + 'NOT NULL OFFSET ON OR ORDER OUTER PREWHERE QUALIFY RIGHT SAMPLE SELECT SEMI SETTINGS TABLE THEN TIMESTAMP TO TRUE FALSE UNION USING WHEN WHERE WINDOW WITH'
).split(' '))
