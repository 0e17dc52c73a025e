/** The question of `| search "…"`: words (or phrases) with AND, OR and NOT. */
export type SearchNode
  = | { readonly kind: 'word', readonly text: string }
    | { readonly kind: 'phrase', readonly text: string }
    | { readonly kind: 'not', readonly node: SearchNode }
    | { readonly kind: 'and' | 'or', readonly nodes: readonly SearchNode[] }
