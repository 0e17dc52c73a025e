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
    const added = this.parsed.get(name) ?? this.metadata.get(name)
    if (added !== undefined || this.removed?.has(name)) return added
    return this.stream.get(name)
  }

  /** Sets a label whatever had its name before. */
  set(name: string, value: string): void {
    this.parsed.set(name, value)
    if (this.metadata.has(name)) this.changeMetadata().delete(name)
  }

  /** Whether the line came with a label of this name, so that what a parser finds has another. */
  isTaken(name: string): boolean { return this.stream.has(name) || this.metadata.has(name) }

  /** A label that a parser found. @param isFirst keep the first of several */
  extract(name: string, value: string, isFirst = false): void {
    const free = this.isTaken(name) ? name + EXTRACTED : name
    if (!isFirst || !this.parsed.has(free)) this.set(free, value)
  }

  /** `label_format other=name` */
  rename(name: string, other: string): void {
    const value = name === ERROR_LABEL || name === ERROR_DETAILS_LABEL ? undefined : this.get(name)
    if (value === undefined) return
    this.set(other, value)
    this.remove(name)
  }

  remove(name: string): void {
    if (name === ERROR_LABEL) this.errorKind = ''
    else if (name === ERROR_DETAILS_LABEL) this.errorDetails = ''
    else {
      this.parsed.delete(name)
      if (this.metadata.has(name)) this.changeMetadata().delete(name)
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
    return this.stream.has(name) && !this.removed?.has(name) ? 'stream' : undefined
  }

  names(): string[] {
    const names: string[] = []
    for (const name of this.stream.keys()) {
      if (!this.removed?.has(name) && !this.parsed.has(name) && !this.metadata.has(name)) names.push(name)
    }
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
