/** Lines that wait, oldest first; past its bounds the oldest go. */
export class LineQueue {
  private lines: string[] = []
  private length = 0
  private dropped = 0

  constructor(private readonly maxLines: number, private readonly maxLength: number) {}

  get size(): number {
    return this.lines.length
  }

  push(line: string): void {
    this.lines.push(line)
    this.length += line.length
    // Some at a time: taking each away from the front of a long list is slow.
    if (this.lines.length > this.maxLines || this.length > this.maxLength) this.drop(Math.ceil(this.lines.length / 10))
  }

  take(): { lines: string[], dropped: number } {
    const taken = { lines: this.lines, dropped: this.dropped }
    this.clear()
    return taken
  }

  putBack(lines: string[], dropped: number): void {
    this.lines = [...lines, ...this.lines]
    this.length = this.lines.reduce((sum, line) => sum + line.length, 0)
    this.dropped += dropped
    while (this.lines.length > this.maxLines || this.length > this.maxLength) this.drop(Math.ceil(this.lines.length / 10))
  }

  clear(): void {
    this.lines = []
    this.length = 0
    this.dropped = 0
  }

  private drop(count: number): void {
    for (const line of this.lines.splice(0, count)) this.length -= line.length
    this.dropped += count
  }
}
