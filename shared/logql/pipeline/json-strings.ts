const ESCAPES: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t' }
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))|\\$/gs

/** The value of a JSON string without its quotes; undefined for an escape that does not exist, half a surrogate pair too. */
export function unquoteJson(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw
  let isWrong = false
  const value = raw.replace(ESCAPE, (_whole, code: string | undefined, char: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    const plain = char === undefined ? undefined : ESCAPES[char]
    if (plain === undefined) isWrong = true
    return plain ?? ''
  })
  return isWrong || !value.isWellFormed() ? undefined : value
}
