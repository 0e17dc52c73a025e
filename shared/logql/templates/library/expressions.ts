import { Regex } from '../../regex'
import { CallError } from '../errors'
import { define, type TemplateFunction } from '../functions'

/** Expressions of templates are mostly constants: each is compiled once. */
const compiled = new Map<string, Regex>()
const MAX_COMPILED = 200

/** What is wrong with an expression, or with what it makes, is an error of the call. */
function withRegex<T>(expression: string, run: (regex: Regex) => T): T {
  try {
    return run(regexOf(expression))
  }
  catch (error) {
    throw new CallError((error as Error).message)
  }
}

function regexOf(expression: string): Regex {
  const known = compiled.get(expression)
  if (known !== undefined) return known
  const regex = Regex.compile(expression)
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  compiled.set(expression, regex)
  return regex
}

export const EXPRESSIONS: Record<string, TemplateFunction> = {
  regexReplaceAll: define(['string', 'string', 'string'], (expression, text, replacement) => withRegex(expression, regex => regex.replaceAll(text, replacement))),
  regexReplaceAllLiteral: define(['string', 'string', 'string'], (expression, text, replacement) => withRegex(expression, regex => regex.replaceAllLiteral(text, replacement))),
  count: define(['string', 'string'], (expression, text) => BigInt(withRegex(expression, regex => regex.count(text)))),
}
