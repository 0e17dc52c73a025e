import { Readable } from 'node:stream'

/**
 * A request's body, sent piece by piece from memory that is used again: the next piece is made when the one before has
 * been written. Memory that is new for each piece makes V8 look through its whole heap, again and again. For `pipe`
 * only, which Node's `pipeline` calls too: whoever reads in another way could not say when a piece is done with.
 */
export class PouredBody extends Readable {
  /** @param pieces each of them may stand where the one before stood */
  constructor(private readonly pieces: AsyncGenerator<Buffer>) {
    super()
  }

  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    this.pour(target).catch((error: unknown) => this.destroy(error as Error))
    return target
  }

  override _read(): void {
    this.destroy(new Error('a PouredBody can only be piped'))
  }

  /** Also where the request broke off: the writing that is waited for may never be heard of again then. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.pieces.return(undefined).then(() => done(error), () => done(error))
  }

  private async pour(target: NodeJS.WritableStream): Promise<void> {
    for await (const piece of this.pieces) await written(target, piece)
    this.push(null)
    // Nothing is left to read but the end.
    this.resume()
  }
}

const written = (target: NodeJS.WritableStream, piece: Buffer) => new Promise<void>((resolve, reject) => {
  target.write(piece, error => error ? reject(error) : resolve())
})
