/** A template's syntax tree. `at` is where a node begins; `text` is how Go prints it in its errors. */
interface Placed { readonly at: number, readonly text: string }

export type TermNode = Placed & (
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'constant', readonly value: string | number | bigint | boolean }
  | { readonly kind: 'field', readonly names: readonly string[] }
  | { readonly kind: 'variable', readonly name: string, readonly names: readonly string[] }
  | { readonly kind: 'function', readonly name: string }
  | { readonly kind: 'chain', readonly base: TermNode, readonly names: readonly string[] }
  | { readonly kind: 'pipe', readonly pipe: PipeNode }
)

export interface CommandNode extends Placed { readonly terms: readonly TermNode[] }

export interface PipeNode extends Placed {
  readonly variables: readonly string[]
  readonly isAssignment: boolean
  readonly commands: readonly CommandNode[]
}

export type TemplateNode
  = | { readonly kind: 'text', readonly text: string }
    | { readonly kind: 'action', readonly pipe: PipeNode }
    | { readonly kind: 'if' | 'with' | 'range', readonly pipe: PipeNode, readonly body: readonly TemplateNode[], readonly otherwise: readonly TemplateNode[] }
    | { readonly kind: 'break' | 'continue' }
    | { readonly kind: 'template', readonly name: string, readonly pipe?: PipeNode, readonly at: number }

export interface ParsedTemplate {
  readonly name: string
  readonly source: string
  readonly body: readonly TemplateNode[]
  /** What `define` and `block` named. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>
}
