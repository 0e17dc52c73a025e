import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The page that the grammar is written on. */
export const GRAMMAR_PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/logql-grammar.md'), 'utf8')

type Expression
  = | { kind: 'text', text: string } | { kind: 'name', name: string }
    | { kind: 'sequence' | 'choice', items: Expression[] } | { kind: 'optional' | 'repeat', item: Expression }

/** The blocks of a language on a page. */
export const blocksOf = (page: string, language: string) => [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(found => found[1]!)

/** Reads EBNF: `name = a , ( "b" | c ) , [ d ] , { e } ;` */
export function readGrammar(text: string): Map<string, Expression> {
  const tokens = text.match(/"[^"]*"|\w+|[=;|,()[\]{}]/g)!
  let at = 0
  const rules = new Map<string, Expression>()
  const choice = (): Expression => {
    const items = [sequence()]
    while (tokens[at] === '|') {
      at++
      items.push(sequence())
    }
    return items.length === 1 ? items[0]! : { kind: 'choice', items }
  }
  const sequence = (): Expression => {
    const items = [term()]
    while (tokens[at] === ',') {
      at++
      items.push(term())
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items }
  }
  const closed = (close: string): Expression => {
    const item = choice()
    if (tokens[at++] !== close) throw new Error(`${close} is missing before ${tokens[at]}`)
    return item
  }
  const term = (): Expression => {
    const token = tokens[at++]!
    if (token === '(') return closed(')')
    if (token === '[') return { kind: 'optional', item: closed(']') }
    if (token === '{') return { kind: 'repeat', item: closed('}') }
    if (token.startsWith('"')) return { kind: 'text', text: token.slice(1, -1) }
    if (!/^\w+$/.test(token)) throw new Error(`${token} is no term`)
    return { kind: 'name', name: token }
  }
  while (at < tokens.length) {
    const name = tokens[at]!
    if (tokens[at + 1] !== '=') throw new Error(`${name} is no rule`)
    at += 2
    rules.set(name, closed(';'))
  }
  return rules
}

const LABELS = ['app', 'level', 'service.name', 'http_status', 'pattern', 'n1', '_x', 'über', 'Rate']
const TERMINALS: Record<string, readonly string[]> = {
  LABEL: LABELS,
  STRING: ['"a"', '"a \\"b\\" \\\\ \\n"', '`raw \\d`', '"é世"', '"10"'],
  REGEX: ['".+"', '`a|b`', '"(?i)err(or)?"', '"^x$"'],
  NAMED_REGEX: ['`(?P<a>\\w+) (?P<b>.*)`', '"(?P<x>.)"'],
  PATTERN: ['"GET <_>"', '"<_> 500"', '`plain`'],
  CAPTURES: ['"<a> <_> <b>"', '`[<ts>] <_>`'],
  PATH: ['"a.b"', '`"x y"`', '"k"'],
  TEMPLATE: ['"{{.a}}"', '`{{.a | upper}} {{if .b}}x{{end}}`', '"text"'],
  ADDRESS: ['"10.0.0.0/8"', '"::1"', '"10.0.0.1-10.0.0.9"'],
  NUMBER: ['1', '0.5', '1e3', '250', '.25'],
  COUNT: ['1', '10'],
  DURATION: ['5s', '1h30m', '250ms', '7d', '1.5s'],
  RANGE: ['[5m]', '[1h30m]', '[ 1d ]', '[500ms]'],
  BYTES: ['10KB', '1.5MiB', '3B', '2GB'],
  WORD: ['timeout', 'Error', '10.0.0.1', 'http-server', 'über'],
  PHRASE: ['"connection refused"', '"a \\"b\\""'],
}

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Makes sentences of the grammars on the page. */
export function sentenceMaker(): (start: string, random: () => number) => string {
  const rules = new Map(blocksOf(GRAMMAR_PAGE, 'ebnf').flatMap(block => [...readGrammar(block)]))
  const make = (expression: Expression, random: () => number, depth: number): string => {
    switch (expression.kind) {
      case 'text': return /^[a-z_]+$/.test(expression.text) && random() < 0.1 && depth < 1000 ? upper(expression.text, random) : expression.text
      case 'name': return terminal(expression.name, random, depth) ?? make(rules.get(expression.name) ?? missing(expression.name), random, depth + 1)
      case 'sequence': return expression.items.map(item => make(item, random, depth)).filter(text => text !== '').join(random() < 0.05 ? ' # note\n ' : ' ')
      // Deep down, the first choices are the simplest.
      case 'choice': return make(expression.items[Math.floor(random() ** (depth > 12 ? 8 : 1) * expression.items.length)]!, random, depth)
      case 'optional': return random() < (depth > 12 ? 0.1 : 0.5) ? make(expression.item, random, depth) : ''
      case 'repeat': {
        const count = depth > 12 ? 0 : Math.floor(random() ** 2 * 4)
        return Array.from({ length: count }, () => make(expression.item, random, depth)).join(' ')
      }
    }
  }
  const terminal = (name: string, random: () => number, depth: number): string | undefined => {
    if (name === 'SEARCH') return JSON.stringify(make({ kind: 'name', name: 'search' }, random, depth + 1000).replace(/ # note\n /g, ' '))
    const samples = TERMINALS[name]
    return samples?.[Math.floor(random() * samples.length)]
  }
  return (start, random) => make({ kind: 'name', name: start }, random, 0)
}

const upper = (text: string, random: () => number) => random() < 0.5 ? text.toUpperCase() : text[0]!.toUpperCase() + text.slice(1)
function missing(name: string): never { throw new Error(`${name} is not in the grammar`) }
