/** Where a label comes from; also the order in which a name that clashes is looked up. */
export type LabelCategory = 'stream' | 'metadata' | 'parsed'

export const ERROR_LABEL = '__error__'
export const ERROR_DETAILS_LABEL = '__error_details__'
/** What a parsed label is called when the stream or its metadata have one of its name. */
const EXTRACTED = '_extracted'

type Names = ReadonlyMap<string, string>

/** The labels of one line on its way through a pipeline. An empty value and a missing label are the same in comparisons. */
export class Labels {
  private metadata: Names
  private ownMetadata: Map<string, string> | undefined
  private readonly parsed = new Map<string, string>()
  /** Labels of the stream that were renamed. */
  private renamed: Map<string, string> | undefined
  private removed: Set<string> | undefined
  private errorKind = ''
  private errorDetails = ''

  /** @param stream and metadata as they are stored; they are not changed */
  constructor(private readonly stream: Names, metadata: Names) {
    this.metadata = metadata
    for (const name of metadata.keys()) {
      if (!stream.has(name)) continue
      this.metadata = this.ownMetadata = new Map([...metadata].map(([key, value]) => [stream.has(key) ? key + EXTRACTED : key, value]))
      break
    }
  }

  get(name: string): string | undefined {
    if (name === ERROR_LABEL) return this.errorKind === '' ? undefined : this.errorKind
    if (name === ERROR_DETAILS_LABEL) return this.errorDetails === '' ? undefined : this.errorDetails
    const added = this.parsed.get(name) ?? this.metadata.get(name) ?? this.renamed?.get(name)
    if (added !== undefined || this.removed?.has(name)) return added
    return this.stream.get(name)
  }

  /** Sets a label; one of what comes later in the order of categories hides it. */
  set(name: string, value: string, category: LabelCategory = 'parsed'): void {
    if (category === 'parsed') {
      this.parsed.set(name, value)
      if (this.metadata.has(name)) this.changeMetadata().delete(name)
      this.renamed?.delete(name)
    }
    else if (this.parsed.has(name)) return
    else if (category === 'metadata') {
      this.renamed?.delete(name)
      this.changeMetadata().set(name, value)
    }
    else if (!this.metadata.has(name)) (this.renamed ??= new Map()).set(name, value)
  }

  /** A label that a parser found. @param isFirst keep the first of several */
  extract(name: string, value: string, isFirst = false): void {
    const free = this.stream.has(name) || this.metadata.has(name) ? name + EXTRACTED : name
    if (!isFirst || !this.parsed.has(free)) this.set(free, value)
  }

  /** `label_format other=name`: it keeps its category. */
  rename(name: string, other: string): void {
    const category = this.categoryOf(name)
    const value = this.get(name)
    if (category === undefined || value === undefined) return
    this.set(other, value, category)
    this.remove(name)
  }

  remove(name: string): void {
    if (name === ERROR_LABEL) this.errorKind = ''
    else if (name === ERROR_DETAILS_LABEL) this.errorDetails = ''
    else {
      this.parsed.delete(name)
      if (this.metadata.has(name)) this.changeMetadata().delete(name)
      this.renamed?.delete(name)
      if (this.stream.has(name)) (this.removed ??= new Set()).add(name)
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
    if (this.metadata.has(name)) return 'metadata'
    if (this.renamed?.has(name)) return 'stream'
    return this.stream.has(name) && !this.removed?.has(name) ? 'stream' : undefined
  }

  names(): string[] {
    const names: string[] = []
    for (const name of this.stream.keys()) {
      if (!this.removed?.has(name) && !this.parsed.has(name) && !this.metadata.has(name) && !this.renamed?.has(name)) names.push(name)
    }
    if (this.renamed !== undefined) names.push(...this.renamed.keys())
    names.push(...this.metadata.keys(), ...this.parsed.keys())
    if (this.errorKind !== '') names.push(ERROR_LABEL)
    if (this.errorDetails !== '') names.push(ERROR_DETAILS_LABEL)
    return names
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.names().sort().map(name => [name, this.get(name)!]))
  }

  private changeMetadata(): Map<string, string> {
    this.ownMetadata ??= new Map(this.metadata)
    this.metadata = this.ownMetadata
    return this.ownMetadata
  }
}
