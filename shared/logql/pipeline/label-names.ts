const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/**
 * A name that a label may have: what is none of its characters becomes `_`, and a digit does not come first. So the
 * names of attributes become labels, as in Loki, where OpenTelemetry's NormalizeLabel does it.
 */
export function labelName(name: string): string {
  if (NAME.test(name)) return name
  const clean = name.replace(/[^a-zA-Z0-9_]/gu, '_')
  return /^\d/.test(clean) ? `_${clean}` : clean
}

/** The same of a key that a parser has found: blanks around it go, as in Loki's sanitizeLabelKey. */
export const sanitize = (key: string): string => labelName(key.trim())

/** Bytes that were no UTF-8 are shown as a space, as Loki does. */
export const withoutInvalid = (text: string) => text.replaceAll('\uFFFD', ' ')
