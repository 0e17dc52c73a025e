/** What all connections hold of bytes that are not stored yet. Past the bound, each stores its bytes before it reads more. */
export class PieceMemory {
  private held = 0

  constructor(private readonly bound: number) {}

  get isShort(): boolean { return this.held > this.bound }

  take(bytes: number): void { this.held += bytes }

  give(bytes: number): void { this.held -= bytes }
}
