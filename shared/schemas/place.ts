import { z } from 'zod'
import { parsePlace } from '../utils/place'
import { MOST_SOURCES } from './projects'

/** A name has 48 characters at most, an id 31. */
const MOST_CHARACTERS = MOST_SOURCES * 81

/** The id of a line; of several sources one for each: what live tail and `arrived` go by. */
export const placeSchema = z.string().max(MOST_CHARACTERS).transform((text, context) => {
  const place = parsePlace(text)
  if (place !== undefined) return place
  context.addIssue({ code: 'custom', message: 'Expected the id of a line, such as 7471103926473883648-0, or of several sources one for each: app:7471103926473883648-0,jobs:7471103926473883652-3' })
  return z.NEVER
})
