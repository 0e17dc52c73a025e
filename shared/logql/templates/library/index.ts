import { defineOfLine, type TemplateFunction } from '../functions'
import { GoTime } from '../time'
import { DATES } from './dates'
import { ENCODINGS } from './encodings'
import { EXPRESSIONS } from './expressions'
import { NUMBERS } from './numbers'
import { TEXTS } from './texts'

/** The functions that Loki gives to templates, on top of Go’s own. */
export const LOKI_FUNCTIONS: readonly (readonly [string, TemplateFunction])[] = [
  ['__line__', defineOfLine(({ line }) => line)],
  ['__timestamp__', defineOfLine(({ timestamp }) => new GoTime(timestamp, 'UTC'))],
  ...Object.entries({ ...TEXTS, ...EXPRESSIONS, ...NUMBERS, ...DATES, ...ENCODINGS }),
]
