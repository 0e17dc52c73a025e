// @ts-check

/** Properties and attributes whose texts are shown. */
const shown = new Set(['label', 'title', 'description', 'detail', 'placeholder', 'hint', 'help', 'about', 'text', 'caption', 'alt', 'aria-label', 'ariaLabel'])
/** Properties and attributes whose texts are code. */
const code = new Set(['class', 'style', 'ui', 'sql', 'form', 'keywords', 'types', 'textDecoration'])

/** `Take the first`, `A number`, `Last …`: a capital, then another word. */
const SENTENCE = /^[“(]?\p{Lu}[\p{Ll}’]*[,:]? \S/u
/** `does not match`: two words in small letters beside each other. */
const PHRASE = /(?:^|[\s(“])\p{Ll}{2,}[,:]? [\p{Ll}’]{2,}(?=$|[\s).,:;?!”])/u
/** `(none)`: what stands where nothing is. */
const NOTHING = /^\(\p{Ll}+\)$/u
/** `Close`: enough where it is shown for certain. */
const WORD = /^\p{Lu}\p{Ll}+$/u
const SQL = /^\s*(?:SELECT|FROM|WHERE|CREATE|INSERT|EXPLAIN)\b/

/**
 * Whether a text of the code is words that people read.
 * @param {string} text
 * @param {boolean} isShown
 * @param {readonly string[]} names
 */
function isWords(text, isShown, names) {
  if (SQL.test(text) || text.includes('var(--')) return false
  if (isShown && WORD.test(text)) return !names.includes(text)
  return [SENTENCE, PHRASE, NOTHING].some(pattern => pattern.test(text))
}

/** What stands in place of a value: a word, whatever it is. */
const VALUE = '…'

/** @param {any} node @returns {string | undefined} */
function textOf(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  return node.quasis.map((/** @type {any} */ quasi) => quasi.value.cooked ?? '').join(VALUE)
}

/** The name of the property or attribute that a text is a value of, next or further out. @param {any} node @returns {string[]} */
function namesOf(node) {
  const found = []
  for (let { parent } = node, child = node; parent && !/Function|Statement|Program/.test(parent.type); child = parent, parent = parent.parent) {
    if (parent.type === 'Property' && parent.value === child) found.push(String(parent.key.name ?? parent.key.value))
    if (parent.type === 'VAttribute') found.push(String(parent.key.argument?.name ?? parent.key.name?.name ?? ''))
  }
  return found
}

/** What is no text for people wherever it stands: types, names of modules and properties, tagged templates. @param {any} node */
function isCode(node) {
  const { parent } = node
  return /^(?:TSLiteralType|Import|Export)/.test(parent.type) || (parent.type === 'Property' && parent.key === node && !parent.computed)
    || parent.type === 'TaggedTemplateExpression'
}

/** The words of the interface are in utils/messages, not in the code around it (CONTRIBUTING.md). @type {import('eslint').Rule.RuleModule} */
export const wordsInCode = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { names: { type: 'array', items: { type: 'string' } } }, additionalProperties: false }],
    messages: { words: 'What people read belongs into utils/messages: “{{text}}”.' },
  },
  create(context) {
    const names = context.options[0]?.names ?? []
    const check = (/** @type {any} */ node) => {
      const text = textOf(node)
      if (text === undefined || isCode(node)) return
      const of = namesOf(node)
      if (of.some(name => code.has(name)) || !isWords(text, shown.has(of[0] ?? ''), names)) return
      context.report({ node, messageId: 'words', data: { text: text.slice(0, 60) } })
    }
    const visitor = { Literal: check, TemplateLiteral: check }
    const { parserServices } = context.sourceCode
    return parserServices.defineTemplateBodyVisitor ? parserServices.defineTemplateBodyVisitor(visitor, visitor) : visitor
  },
}
