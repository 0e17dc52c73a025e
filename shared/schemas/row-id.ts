import { z } from 'zod'
import { parseRowId } from '../utils/row-id'

/** The id of a line. */
export const rowIdSchema = z.string().max(32).transform((text, context) => {
  const id = parseRowId(text)
  if (id !== undefined) return id
  context.addIssue({ code: 'custom', message: 'Expected the id of a line, such as 7471103926473883648-0' })
  return z.NEVER
})
