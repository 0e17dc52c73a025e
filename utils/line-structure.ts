/** Longer lines are not looked into: it would hold up the page. */
const LONGEST_JSON = 1_000_000
const INDENT = '  '

/** Whether a line looks like a JSON object or list; cheap, as every line in sight is asked. */
export function looksLikeJson(line: string): boolean {
  const text = line.length > LONGEST_JSON ? '' : line.trim()
  return (text.startsWith('{') && text.endsWith('}') && text !== '{}') || (text.startsWith('[') && text.endsWith(']') && /^\[\s*[[{"\d]/.test(text))
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  }
  catch {
    return false
  }
}

/** Strings with what is escaped in them, brackets and commas, and everything between. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** JSON over several lines, every value written as it was: no digit of a long number is lost. Undefined for what is no JSON. */
export function prettyJson(line: string): string | undefined {
  const text = line.trim()
  if (!looksLikeJson(text) || !isJson(text)) return undefined
  const tokens = text.match(TOKENS) ?? []
  let depth = 0
  let pretty = ''
  tokens.forEach((token, place) => {
    const before = tokens[place - 1]
    const opens = before === '{' || before === '['
    if (token === '}' || token === ']') {
      depth--
      pretty += opens ? token : `\n${INDENT.repeat(depth)}${token}`
      return
    }
    if (opens || before === ',') pretty += `\n${INDENT.repeat(depth)}`
    pretty += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
  })
  return pretty
}

/** The first row of a line, and how many more it has: a stack trace, for instance. */
export function firstRow(line: string): { row: string, more: number } {
  const text = line.trimEnd()
  const end = text.indexOf('\n')
  if (end < 0) return { row: text, more: 0 }
  let more = 0
  for (let at = end; at >= 0; at = text.indexOf('\n', at + 1)) more++
  return { row: text.slice(0, end).trimEnd(), more }
}

/** Cuts a text to so many characters, never within one that takes two places; `cut` says how many are left out. */
export function shortened(text: string, most: number): { text: string, cut: number } {
  if (text.length <= most) return { text, cut: 0 }
  const end = /[\uD800-\uDBFF]/.test(text[most - 1]!) ? most - 1 : most
  return { text: text.slice(0, end), cut: text.length - end }
}
