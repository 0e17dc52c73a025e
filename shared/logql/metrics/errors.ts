/** A metric query that can be read and yet has no answer over these lines; Loki answers it with a 400 too. */
export class MetricError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MetricError'
  }
}
