import { checkExpression, type CheckedExpression, type KnownColumns } from './expression-text'
import type { Cursor } from './cursor'
import type { Expression } from './expression'

/** Checks the expressions of a table against its columns, once all of them are known, and remembers them. */
export class Checker {
  readonly expressions: CheckedExpression[] = []

  constructor(private readonly columns: KnownColumns, readonly cursor: Cursor) {}

  /** @throws SqlTextError */
  check(expression: Expression): CheckedExpression {
    const checked = checkExpression(expression, this.columns, this.cursor)
    this.expressions.push(checked)
    return checked
  }

  /** Of a key or an index: it must give the same for a row at any time. @throws SqlTextError */
  checkKey(expression: Expression): string {
    const checked = this.check(expression)
    if (checked.changing) this.cursor.refuse('this gives another value each time: it has no place in a key', expression.token)
    return checked.sql
  }
}
