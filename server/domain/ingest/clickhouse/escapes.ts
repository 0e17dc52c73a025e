/** What ClickHouse's escapes of one letter stand for (https://clickhouse.com/docs/sql-reference/syntax#string). */
export const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', r: '\r', n: '\n', t: '\t', 0: '\0', a: '\x07', v: '\v' }

/** A text without its escapes: `\n`, `\x41`, and a backslash before any other character, which stands for itself. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:x([\dA-Fa-f]{2})|([^]))/g, (_whole, hex: string | undefined, other: string) =>
    hex === undefined ? ESCAPES[other] ?? other : String.fromCharCode(Number.parseInt(hex, 16)))
}
