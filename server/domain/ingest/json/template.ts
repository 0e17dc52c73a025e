import type { Attributes } from '#shared/types/log-record'
import { textOf } from '../decode/json-value'

const hole = /\{\{|\}\}|\{[@$]?(\w+)(?:,-?\d+)?(:[^{}]*)?\}/g

/** A short template can ask for a long property a hundred thousand times: past so many characters it stays as it is. */
const MAX_RENDERED = 1_048_576

/**
 * Fills the holes of a message template with properties (https://messagetemplates.org): `{Name}`, `{@Name}`,
 * `{Name,10}`, `{Name:000}`. Holes with a format take their text from `renderings` in order, where the sender gave
 * them (CLEF's `@r`); one without a property stays as it is.
 */
export function renderTemplate(template: string, properties: Attributes, renderings: readonly unknown[] = []): string {
  let rendered = 0
  const fill = (whole: string, name: string | undefined, format: string | undefined) => {
    if (name === undefined) return whole.charAt(0)
    const given = format === undefined ? undefined : renderings[rendered++]
    if (typeof given === 'string') return given
    return Object.hasOwn(properties, name) ? textOf(properties[name]) : whole
  }
  let length = template.length
  const text = template.replace(hole, (whole, name: string | undefined, format: string | undefined) => {
    if (length > MAX_RENDERED) return ''
    const filled = fill(whole, name, format)
    length += filled.length
    return filled
  })
  return length > MAX_RENDERED ? template : text
}
