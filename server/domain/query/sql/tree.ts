/** A node of the engine's syntax tree, as `EXPLAIN AST` names it. */
export interface TreeNode {
  /** `Function`, `TableIdentifier` … */
  readonly kind: string
  /** What follows the kind, without its alias and the number of children: the name of a function or table, a literal. */
  readonly text: string
  readonly children: TreeNode[]
}

/**
 * Reads the lines of `EXPLAIN AST`: a node each, indented by its depth. Its names must have no line feeds (see guard.ts):
 * then every line is a node.
 * @throws Error for lines that are no tree
 */
export function readTree(lines: readonly string[]): TreeNode {
  const path: TreeNode[] = []
  for (const line of lines) {
    const depth = line.search(/\S/)
    const node = readNode(line.trim())
    if (depth < 0 || depth > path.length || (depth === 0 && path.length > 0)) throw new Error('EXPLAIN AST gave no tree')
    path.length = depth
    path.at(-1)?.children.push(node)
    path.push(node)
  }
  if (path[0] === undefined) throw new Error('EXPLAIN AST gave nothing')
  return path[0]
}

function readNode(line: string): TreeNode {
  const kind = /^\S+/.exec(line)?.[0] ?? ''
  const text = line.slice(kind.length).replace(/ \(children \d+\)$/, '').trim()
  // A literal may have anything in it, also what looks like an alias.
  return { kind, text: kind === 'Literal' ? text : text.replace(/ ?\(alias .*\)$/, ''), children: [] }
}

/** The node and all below it, each with the one above it. */
export function* walk(node: TreeNode, parent?: TreeNode): Generator<{ node: TreeNode, parent: TreeNode | undefined }, void> {
  yield { node, parent }
  for (const child of node.children) yield* walk(child, node)
}

const IN = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i

/** Whether a function may read a table named by its second argument. */
export const isMembershipName = (name: string): boolean => IN.test(name)
export const isMembership = ({ kind, text }: TreeNode): boolean => kind === 'Function' && isMembershipName(text)

/** What stands where a table can: every table, and a name behind IN. */
export function tablesIn(root: TreeNode): string[] {
  return [...walk(root)].flatMap(({ node }) => {
    if (node.kind === 'TableIdentifier') return [node.text]
    if (!isMembership(node)) return []
    return (node.children[0]?.children.slice(1) ?? []).filter(({ kind }) => kind === 'Identifier').map(({ text }) => text)
  })
}
