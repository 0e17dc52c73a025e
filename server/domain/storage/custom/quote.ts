/** A name as ClickHouse reads it between backticks, whatever characters it has (those of `isPrintable`). */
export const quoteName = (name: string) => `\`${name.replace(/[\\`]/g, '\\$&')}\``

/** A text as ClickHouse reads it between quotes. */
export function quoteText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return `'${text.replace(/[\\']/g, '\\$&').replace(/[\0-\x1F]/g, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`
}

/** Whether a name has no control characters and no lone surrogates: others come back changed. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
export const isPrintable = (name: string) => name !== '' && !/[\0-\x1F\x7F]/.test(name) && name.isWellFormed()
