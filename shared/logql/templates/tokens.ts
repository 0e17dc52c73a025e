/** `space` matters: a field behind a term without one belongs to the term. */
export type TemplateTokenKind
  = 'text' | 'open' | 'close' | 'space' | 'identifier' | 'field' | 'variable' | 'dot' | 'string' | 'number' | 'char'
    | 'pipe' | 'declare' | 'assign' | 'comma' | 'leftParen' | 'rightParen' | 'end'

export interface TemplateToken {
  readonly kind: TemplateTokenKind
  readonly text: string
  /** UTF-16 units from the beginning. */
  readonly at: number
}
