import { eachPair, JsonError } from './json-scanner'
import { unquoteJson } from './json-strings'
import { withoutInvalid, sanitize } from './label-names'
import type { StageRunner } from './stage'

/** What the line itself is called in what Promtail's `pack` stage wrote. */
const ENTRY = '_entry'
const FAILED = 'JSONParserErr'

/** `| unpack`: the texts of a flat JSON object are labels, and `_entry` becomes the line. An empty line stays as it is. */
export const unpackRunner: StageRunner = (line) => {
  const { text, labels } = line
  if (text === '') return true
  if (!text.startsWith('{')) {
    labels.fail(FAILED, 'expecting json object(6), but it is not')
    return true
  }
  try {
    const { fields, entry } = unpacked(text)
    // Without an entry it was not packed: its fields are no labels.
    if (entry === undefined) return true
    for (const [key, field] of fields) labels.extract(sanitize(key), field)
    line.text = entry
  }
  catch (error) {
    if (!(error instanceof JsonError)) throw error
    labels.fail(FAILED, error.message)
  }
  return true
}

/** @throws JsonError */
function unpacked(text: string): { fields: [string, string][], entry: string | undefined } {
  const fields: [string, string][] = []
  let entry: string | undefined
  eachPair(text, (key, { kind, raw }) => {
    if (kind !== 'string') return
    const value = unquoteJson(raw)
    if (key !== ENTRY) fields.push([key, withoutInvalid(value ?? '')])
    else if (value === undefined) throw new JsonError('Encountered an invalid escape sequence in a string')
    else entry = withoutInvalid(value)
  })
  return { fields, entry }
}
