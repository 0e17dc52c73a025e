import { nameSql, type Named } from './select'

/** Names that a statement has besides those of labels and columns. */
const TAKEN: readonly string[] = ['line', 'time', 'value', 'v', 'since', 'steps']

/** Expressions that stand once in a statement, under names that people know. */
export class Names {
  private readonly bySql = new Map<string, string>()
  private readonly used: Set<string>

  /** @param columns of the table: no label can have such a name */
  constructor(columns: readonly string[]) {
    this.used = new Set([...TAKEN, ...columns])
  }

  /** The name of an expression. What is a name already keeps it. */
  named(wanted: string, sql: string): string {
    if (/^\w+$/.test(sql)) return sql
    let name = this.bySql.get(sql)
    if (name === undefined) this.bySql.set(sql, name = nameSql(this.free(wanted)))
    return name
  }

  /** What stands behind WITH, each behind what it is made of. */
  get all(): Named[] {
    return [...this.bySql].map(([sql, name]) => ({ sql, name }))
  }

  private free(wanted: string): string {
    let name = wanted
    while (this.used.has(name)) name = `label_${name}`
    this.used.add(name)
    return name
  }
}
