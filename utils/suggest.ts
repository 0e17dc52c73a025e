/** One line of a list of suggestions. */
export interface SuggestOption {
  /** Tells it from the others. */
  key: string
  label: string
  /** A count, or what it does. */
  detail?: string
  icon?: string
  /** Ticked, in a list of which several may be. */
  chosen?: boolean
}
