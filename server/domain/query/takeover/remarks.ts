/** A part of a query that has no SQL, and why. */
export interface MissingPart { readonly part: string, readonly reason: string }

/** What is to be said about the SQL of a query. */
export class Remarks {
  private readonly parts = new Map<string, MissingPart>()
  private readonly told = new Set<string>()

  /** @param part as the query has it */
  lack(part: string, reason: string): void {
    this.parts.set(`${part}\n${reason}`, { part, reason })
  }

  /** Where both may differ. */
  note(text: string): void {
    this.told.add(text)
  }

  get missing(): MissingPart[] {
    return [...this.parts.values()]
  }

  get notes(): string[] {
    return [...this.told]
  }
}
