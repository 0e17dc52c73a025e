import { AppError } from '../../kernel'

/** What is wrong with a statement: to the user it is a bad request, to ClickHouse's clients one of its exceptions. */
export class SqlError extends AppError {
  /** @param exception ClickHouse's name and number */
  constructor(message: string, readonly exception: { readonly name: string, readonly code: number } = { name: 'QUERY_NOT_ALLOWED', code: 392 }, origin?: unknown) {
    super('bad_request', message, { origin })
  }
}

/** @throws SqlError */
export function refuse(message: string): never {
  throw new SqlError(message)
}
