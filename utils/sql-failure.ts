/** Where a syntax error is, both counted from 1; the server says it so. */
export function failurePlace(message: string): { line: number, column: number } | undefined {
  const found = /at line (\d+), column (\d+)/.exec(message)
  return found ? { line: Number(found[1]), column: Number(found[2]) } : undefined
}

/** What to do about a statement that was refused. */
export function failureHint(message: string, code: string | undefined): string {
  if (failurePlace(message)) return 'Correct the statement at this place, and run it again.'
  switch (code) {
    case 'timeout': return 'Choose a shorter time range, or count over fewer columns.'
    case 'too_large': return 'Group more coarsely, take fewer columns, or add a LIMIT.'
    case 'rate_limited': return 'Wait until one of your other queries has ended, or cancel it.'
    case 'unavailable': case 'unreachable': case 'internal': return 'Nothing is wrong with the statement: try again in a moment.'
    case 'conflict': return 'Run it again if you want its answer.'
    default: return 'Names of sources, columns and functions are offered while you type; the sources’ columns are listed beside the editor.'
  }
}
