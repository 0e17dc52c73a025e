/** A template that can't be read or fails on a line; the message is worded as Go's text/template does. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TemplateError'
  }
}

/** What a function throws; the place where it was called is put before it. */
export class CallError extends Error {}
