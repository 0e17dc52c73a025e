import { refuse } from './refusal'
import { isAllowedAggregate, isAllowedFunction } from '#shared/sql/functions'
import { isKeyword, isName, isSign, type Token } from './tokens'
import { isMembership, walk, type TreeNode } from './tree'

/** Kinds of nodes that a statement may have. ColumnsApplyTransformer hides its function: see `checkTokens`. */
const KINDS = new Set([
  'SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery', 'ExpressionList', 'TablesInSelectQuery', 'TablesInSelectQueryElement',
  'TableExpression', 'TableIdentifier', 'TableJoin', 'ArrayJoin', 'Subquery', 'WithElement', 'SampleRatio', 'Function', 'Identifier', 'Literal',
  'Asterisk', 'QualifiedAsterisk', 'ColumnsListMatcher', 'ColumnsRegexpMatcher', 'QualifiedColumnsListMatcher', 'QualifiedColumnsRegexpMatcher',
  'ColumnsTransformerList', 'ColumnsExceptTransformer', 'ColumnsReplaceTransformer', 'ColumnsReplaceTransformer::Replacement', 'ColumnsApplyTransformer',
  'OrderByElement', 'WindowDefinition', 'WindowListElement', 'InterpolateElement',
])

export interface GuardContext {
  /** Whether a table's name is one that we have put there. */
  readonly isOurs: (name: string) => boolean
  /** Names of functions of the engine that the statement's words are, in lower case. */
  readonly functions: ReadonlySet<string>
  /** What a table can be called, for the user. */
  readonly sources: readonly string[]
}

/**
 * Lets a statement through only if every node of its tree is on a list: kinds, functions, tables. The tables are those
 * of names that nobody can guess, which we have put in place of the sources'.
 * @throws AppError bad_request
 */
export function checkTree(root: TreeNode, context: GuardContext): void {
  if (root.kind !== 'SelectWithUnionQuery') refuse('Only SELECT can be asked here')
  for (const { node, parent } of walk(root)) {
    checkKind(node, parent)
    if (node.kind === 'TableIdentifier' && !context.isOurs(node.text)) refuseTable(node.text, context)
    if (node.kind === 'Function') checkFunction(node, parent, context)
  }
}

function checkKind({ kind, children }: TreeNode, parent: TreeNode | undefined): void {
  if (kind === 'Set') refuse(SETTINGS)
  if (kind === 'ASTStreamSettings') refuse('STREAM is not possible here')
  if (!KINDS.has(kind)) refuse('The statement has a clause that is not allowed here. Only SELECT can be asked')
  if (kind === 'SelectWithUnionQuery' && (children.length !== 1 || children[0]!.kind !== 'ExpressionList')) {
    refuse(parent ? 'INTO OUTFILE, FORMAT and SETTINGS have no place in a subquery' : 'INTO OUTFILE, COMPRESSION and the like are not possible here')
  }
}

function refuseTable(name: string, { sources }: Pick<GuardContext, 'sources'>): never {
  const shown = sources.slice(0, 20).join(', ') + (sources.length > 20 ? ', …' : '')
  return refuse(`There is no table ${JSON.stringify(name.slice(0, 80))}. The project’s sources are ${shown || 'none as yet'}`)
}

function checkFunction(node: TreeNode, parent: TreeNode | undefined, context: GuardContext): void {
  const { text } = node
  if (parent?.kind === 'TableExpression') refuse(`Table functions such as ${text.slice(0, 60)} are not possible here. Read the project’s sources by their names`)
  if (!isAllowedFunction(text)) refuse(`The function ${text.slice(0, 60)} is not one that may be called here. See docs/sql.md for those that may`)
  const args = node.children[0]?.children ?? []
  if (isMembership(node)) {
    const named = args.slice(1).find(({ kind, text: name }) => kind === 'Identifier' && !context.isOurs(name))
    if (named) refuse(`${JSON.stringify(named.text.slice(0, 80))} behind IN is neither a source nor a WITH subquery. For a column use = or has(array, value)`)
  }
  if (/^arrayReduce/i.test(text)) checkReduce(args[0])
  if (TYPED.test(text)) checkType(/^accurateCast/i.test(text) ? args[1] : args.at(-1))
  // `arrayMap(file, paths)`: a name in the place of a lambda is a function.
  if (/^(?:array|map)/i.test(text)) {
    const named = args.find(({ kind, text: name }) => kind === 'Identifier' && context.functions.has(name.toLowerCase()) && !isAllowedFunction(name))
    if (named) refuse(`The function ${named.text} is not one that may be called here. If it is a column, name it with its table: t.${named.text}`)
  }
}

/** Its first argument names the aggregate function, with parameters or without. */
function checkReduce(name: TreeNode | undefined): void {
  const given = name?.kind === 'Literal' ? /^'(\w+)(?:\([\d., ]*\))?'$/.exec(name.text)?.[1] : undefined
  if (given === undefined || !isAllowedAggregate(given)) refuse('arrayReduce takes the name of an aggregate function as a text, such as \'sum\'')
}

/** Functions that are told a type by its name, behind all else; but accurateCastOrDefault, which has it second. */
const TYPED = /^(?:_?cast|accurateCast\w*|reinterpret|JSONExtract(?:KeysAndValues)?(?:CaseInsensitive)?|dynamicElement|variantElement)$/i

/** A type stands there as it is: one that is put together, quoted or commented could be any. */
function checkType(name: TreeNode | undefined): void {
  if (name?.kind !== 'Literal' || !/^'[^]*'$/.test(name.text) || /\\|--|\/\*|#/.test(name.text.slice(1, -1))) refuse('Name a type as a plain text, such as \'UInt64\'')
  if (/AggregateFunction/i.test(name.text)) refuse(NO_STATES)
}

/** States of aggregate functions are read from bytes by code that was not made for hostile ones. */
const NO_STATES = 'The type AggregateFunction can’t be named here'

/** Columns that tables have by themselves, and that tell what the engine calls them and where it has them. */
const HIDDEN = new Set(['_table', '_database', '_disk_name', '_part', '_part_index', '_part_uuid', '_part_data_version', '_partition_id', '_partition_value'])

const SETTINGS = 'SETTINGS can’t be changed by a statement. Leave the clause out'

/** Keywords that can stand before a bracket in formatted text. */
const KEYWORDS = new Set((
  'SELECT FROM IN AND OR NOT AS OVER USING ON WHERE PREWHERE HAVING QUALIFY BY EXCEPT REPLACE APPLY ALL DISTINCT INTERSECT UNION WITH RECURSIVE MATERIALIZED JOIN EXISTS '
  + 'CASE WHEN THEN ELSE BETWEEN LIKE ILIKE LIMIT OFFSET INTERPOLATE COLUMNS FILTER INTERVAL SETS ANY SOME ROLLUP CUBE TO STEP STALENESS FILL PRECEDING FOLLOWING SAMPLE REGEXP '
  + 'ARRAY END ASC DESC IS NULL'
).split(' '))

const LONGEST_NAME = 500

/**
 * What the tree does not show: the function of APPLY, types, what names are made of; and once more every function.
 * @param tokens of the text that the engine has formatted
 * @throws AppError bad_request
 */
export function checkTokens(tokens: readonly Token[]): void {
  const inBraces = bracesOf(tokens)
  for (const [i, token] of tokens.entries()) {
    // eslint-disable-next-line no-control-regex -- names with control characters are what is looked for
    if (token.kind === 'quoted' && /[\\\0-\x1F\x7F]/.test(token.value)) refuse('Names with quotes, backslashes or control characters are not possible here')
    if (token.kind === 'quoted' && token.value.length > LONGEST_NAME) refuse(`Names may have ${LONGEST_NAME} characters`)
    if (isName(token) && HIDDEN.has(token.value)) refuse(`${token.value} is not a column that can be asked for`)
    if (token.kind === 'word' ? /^(?:Simple)?AggregateFunction$/i.test(token.value) : /AggregateFunction\s*\(/i.test(token.value)) {
      refuse(NO_STATES)
    }
    if (isKeyword(token, 'APPLY')) checkApply(tokens, i + 1)
    if (isKeyword(token, 'SETTINGS') && isName(tokens[i + 1]) && isSign(tokens[i + 2], '=')) refuse(SETTINGS)
    if (isKeyword(token, 'OUTFILE') && isKeyword(tokens[i - 1], 'INTO')) refuse('INTO OUTFILE is not possible here')
    if (inBraces.has(i) && /^Identifier$/i.test(token.value)) refuse('A parameter of the type Identifier has no value')
    if (isCall(tokens, i) && !inBraces.has(i) && !isAllowedFunction(token.value)) {
      refuse(`The function ${token.value.slice(0, 60)} is not one that may be called here. See docs/sql.md for those that may`)
    }
  }
}

/** A name before a bracket is a function, but for keywords and for names that bring a list of columns. */
function isCall(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i]
  if (!isName(token) || !isSign(tokens[i + 1], '(') || (token!.kind === 'word' && KEYWORDS.has(token!.value))) return false
  return !isKeyword(tokens[i - 1], 'AS', 'WITH', 'RECURSIVE') && !isColumnList(tokens, i)
}

/** `, name(a, b) AS (`: a further WITH. */
function isColumnList(tokens: readonly Token[], i: number): boolean {
  if (!isSign(tokens[i - 1], ',')) return false
  let at = i + 2
  while (isName(tokens[at]) && isSign(tokens[at + 1], ',')) at += 2
  return isName(tokens[at]) && isSign(tokens[at + 1], ')') && isKeyword(tokens[at + 2], 'AS') && isSign(tokens[at + 3], '(')
}

/** `* APPLY name` or `* APPLY quantile(0.9)`, as the engine writes it. */
function checkApply(tokens: readonly Token[], i: number): void {
  const name = tokens[i]
  let at = i + 1
  if (isSign(tokens[at], '(')) {
    at++
    while (tokens[at]?.kind === 'number' || isSign(tokens[at], ',')) at++
    if (!isSign(tokens[at++], ')')) refuse(APPLY)
  }
  if (!isName(name) || !isAllowedFunction(name!.value) || isSign(tokens[at], '-')) refuse(APPLY)
}

const APPLY = 'APPLY takes the name of a function that may be called here, and no lambda'

function bracesOf(tokens: readonly Token[]): ReadonlySet<number> {
  const inside = new Set<number>()
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    if (isSign(token, '}')) depth--
    if (depth > 0) inside.add(i)
    if (isSign(token, '{')) depth++
  }
  return inside
}
