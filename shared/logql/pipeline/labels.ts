/** Where a label comes from; also the order in which a name that clashes is looked up. */
export type LabelCategory = 'stream' | 'metadata' | 'parsed'

export const ERROR_LABEL = '__error__'
export const ERROR_DETAILS_LABEL = '__error_details__'
/** What a parsed label is called when the stream or its metadata have one of its name. */
const EXTRACTED = '_extracted'

/** The labels of one line on its way through a pipeline. An empty value and a missing label are the same in comparisons. */
export class Labels {
  private readonly parsed = new Map<string, string>()
  private readonly removed = new Set<string>()
  private errorKind = ''
  private errorDetails = ''

  /** @param stream and metadata as they are stored; they are not changed */
  constructor(private readonly stream: ReadonlyMap<string, string>, private readonly metadata: ReadonlyMap<string, string>) {}

  get(name: string): string | undefined {
    if (name === ERROR_LABEL) return this.errorKind === '' ? undefined : this.errorKind
    if (name === ERROR_DETAILS_LABEL) return this.errorDetails === '' ? undefined : this.errorDetails
    const parsed = this.parsed.get(name)
    if (parsed !== undefined || this.removed.has(name)) return parsed
    return this.stream.get(name) ?? this.metadata.get(name)
  }

  /** Sets a label whatever had its name before: what `label_format` does. */
  set(name: string, value: string): void {
    this.parsed.set(name, value)
  }

  /** A label that a parser found. @param isFirst keep the first of several */
  extract(name: string, value: string, isFirst = false): void {
    const free = this.stream.has(name) || this.metadata.has(name) ? name + EXTRACTED : name
    if (!isFirst || !this.parsed.has(free)) this.parsed.set(free, value)
  }

  remove(name: string): void {
    if (name === ERROR_LABEL) this.errorKind = ''
    else if (name === ERROR_DETAILS_LABEL) this.errorDetails = ''
    else {
      this.parsed.delete(name)
      this.removed.add(name)
    }
  }

  get hasError(): boolean { return this.errorKind !== '' }

  fail(kind: string, details: string): void {
    this.errorKind = kind
    this.errorDetails = details
  }

  /** Where the label comes from, or undefined when there is none. */
  categoryOf(name: string): LabelCategory | undefined {
    if (this.parsed.has(name) || ((name === ERROR_LABEL || name === ERROR_DETAILS_LABEL) && this.get(name) !== undefined)) return 'parsed'
    if (this.removed.has(name)) return undefined
    return this.stream.has(name) ? 'stream' : this.metadata.has(name) ? 'metadata' : undefined
  }

  names(): string[] {
    const names = new Set([...this.stream.keys(), ...this.metadata.keys()].filter(name => !this.removed.has(name)))
    for (const name of this.parsed.keys()) names.add(name)
    if (this.errorKind !== '') names.add(ERROR_LABEL)
    if (this.errorDetails !== '') names.add(ERROR_DETAILS_LABEL)
    return [...names]
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.names().sort().map(name => [name, this.get(name)!]))
  }
}
