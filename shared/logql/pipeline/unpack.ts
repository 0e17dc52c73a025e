import { withoutInvalid, sanitize } from './label-names'
import type { StageRunner } from './stage'

/** What the line itself is called in what Promtail's `pack` stage wrote. */
const ENTRY = '_entry'

/** `| unpack`: the texts of a flat JSON object are labels, and `_entry` becomes the line. */
export const unpackRunner: StageRunner = (line) => {
  const { text, labels } = line
  let value: unknown
  try {
    value = JSON.parse(text)
  }
  catch { /* It is no object, which is said below. */ }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    labels.fail('JSONParserErr', 'expecting json object(6), but it is not')
    return true
  }
  const entry = (value as Record<string, unknown>)[ENTRY]
  // Without an entry it was not packed: its fields are no labels.
  if (typeof entry !== 'string') return true
  for (const [key, field] of Object.entries(value)) if (key !== ENTRY && typeof field === 'string') labels.extract(sanitize(key), withoutInvalid(field))
  line.text = withoutInvalid(entry)
  return true
}
