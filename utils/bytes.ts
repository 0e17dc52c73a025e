import type { DeadLetter } from '#shared/schemas/dead-letters'

/** The bytes of a letter, whichever way it brought them. */
export function bytesOf({ encoding, raw }: Pick<DeadLetter, 'encoding' | 'raw'>): Uint8Array {
  return encoding === 'utf8' ? new TextEncoder().encode(raw) : Uint8Array.from(atob(raw), letter => letter.charCodeAt(0))
}

/** Text that can be shown as it is: no control characters but tab and line breaks. */
export function isPlainText({ encoding, raw }: Pick<DeadLetter, 'encoding' | 'raw'>): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return encoding === 'utf8' && !/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/.test(raw)
}

/** One line of it, for a list: what can't be shown becomes a dot. */
export function previewOf(letter: Pick<DeadLetter, 'encoding' | 'raw'>, length = 240): string {
  if (letter.encoding === 'base64') return printable(bytesOf({ ...letter, raw: letter.raw.slice(0, length - length % 4) }))
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return letter.raw.slice(0, length).replace(/[\x00-\x1F\x7F]+/g, ' ')
}

const printable = (bytes: Uint8Array) =>
  Array.from(bytes, byte => byte >= 0x20 && byte < 0x7F ? String.fromCharCode(byte) : '·').join('')

const WIDTH = 16

/** `00000000  7b 22 61 …  {"a…`: offset, bytes, and what of them can be read. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = bytes.subarray(at, at + WIDTH)
    const hex = Array.from(row, byte => byte.toString(16).padStart(2, '0')).join(' ')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(WIDTH * 3 - 1)}  ${printable(row)}`)
  }
  return lines.join('\n')
}
