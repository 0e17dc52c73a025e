const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** A name that a label may have: what is none of its characters becomes `_`, and a digit does not come first. */
export function sanitize(name: string): string {
  if (NAME.test(name)) return name
  const text = name.trim()
  const clean = text.replace(/[^a-zA-Z0-9_]/gu, '_')
  return /^\d/.test(clean) ? `_${clean}` : clean
}

/** Bytes that were no UTF-8 are shown as a space, as Loki does. */
export const withoutInvalid = (text: string) => text.replaceAll('\uFFFD', ' ')
