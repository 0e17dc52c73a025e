import { labelName } from '#shared/logql/light'
import type { ExploreLine } from './explore-line'
import { listTexts as texts } from './messages/list'

/** A column of the list; without a width it has its usual one. */
export interface ListColumn { name: string, width?: number }

/** What every line has beside its labels. A colon is in no label's name. */
export const OWN_COLUMNS = { time: ':time', level: ':level', source: ':source', service: ':service', message: ':message' } as const
const { source: OF_SEVERAL, ...OF_ALL } = OWN_COLUMNS
export const USUAL_COLUMNS: readonly ListColumn[] = Object.values(OF_ALL).map(name => ({ name }))
/** Those of lines of several sources. */
export const SEVERAL_COLUMNS: readonly ListColumn[] = USUAL_COLUMNS.toSpliced(2, 0, { name: OF_SEVERAL })

export const NARROWEST = 48
export const WIDEST = 1600
/** How many columns can be shown beside each other. */
export const MOST_COLUMNS = 30

const TITLES: Record<string, string> = {
  [OWN_COLUMNS.time]: texts.titles.time,
  [OWN_COLUMNS.level]: texts.titles.level,
  [OWN_COLUMNS.source]: texts.titles.source,
  [OWN_COLUMNS.service]: texts.titles.service,
  [OWN_COLUMNS.message]: texts.titles.message,
}
const WIDTHS: Record<string, number> = { [OWN_COLUMNS.time]: 166, [OWN_COLUMNS.level]: 58, [OWN_COLUMNS.source]: 92, [OWN_COLUMNS.service]: 118 }
const LABEL_WIDTH = 150
const LETTER_WIDTH = 7.3
const LINES_FOR_WIDTH = 100
const WIDEST_AT_FIRST = 280

type Labelled = Pick<ExploreLine, 'stream' | 'metadata' | 'parsed'>

/** What lines have under another name in a column of its own. */
const OWN_OF: Record<string, string> = { service_name: OWN_COLUMNS.service, detected_level: OWN_COLUMNS.level }

/** The column of a label, by its name in LogQL or the dotted one. */
export const columnOf = (label: string) => OWN_OF[labelName(label)] ?? labelName(label)
export const columnTitle = (name: string) => TITLES[name] ?? name
/** Whether nobody chose them: `usual` are those that are there without a choice. */
export const isUsual = (columns: readonly ListColumn[], usual = USUAL_COLUMNS) =>
  columns.length === usual.length && columns.every(({ name, width }, place) => name === usual[place]!.name && width === undefined)
export const hasColumn = (columns: readonly ListColumn[], name: string) => columns.some(column => column.name === name)

/** Adds a column in front of the message, as wide as its values, or takes it away when it is there. One column always stays. */
export function toggleColumn(columns: readonly ListColumn[], name: string, lines: readonly Labelled[] = []): ListColumn[] {
  if (hasColumn(columns, name)) return columns.length > 1 ? columns.filter(column => column.name !== name) : [...columns]
  if (columns.length >= MOST_COLUMNS) return [...columns]
  const message = columns.findIndex(column => column.name === OWN_COLUMNS.message)
  return columns.toSpliced(message < 0 ? columns.length : message, 0, { name, width: widthFor(name, lines) })
}

/** What the values of a label take in the list's own letters: of the first lines, as others have not been seen. */
function widthFor(name: string, lines: readonly Labelled[]): number {
  const longest = Math.max(name.length, ...lines.slice(0, LINES_FOR_WIDTH).map(line => labelValue(line, name)?.length ?? 0))
  return Math.min(Math.max(Math.ceil(longest * LETTER_WIDTH) + 8, NARROWEST + 16), WIDEST_AT_FIRST)
}

/** The column `name` at another place, counted among the others. */
export function moveColumn(columns: readonly ListColumn[], name: string, place: number): ListColumn[] {
  const column = columns.find(candidate => candidate.name === name)
  if (!column) return [...columns]
  const others = columns.filter(candidate => candidate !== column)
  return others.toSpliced(Math.min(Math.max(place, 0), others.length), 0, column)
}

/** Gives a column a width in pixels, within what can be read; undefined is its usual one. */
export function resizeColumn(columns: readonly ListColumn[], name: string, width: number | undefined): ListColumn[] {
  const fitting = width === undefined ? undefined : Math.round(Math.min(Math.max(width, NARROWEST), WIDEST))
  return columns.map(column => column.name !== name ? column : { name, ...(fitting !== undefined && { width: fitting }) })
}

/** The tracks of the grid that rows and head share. The last column, or the message where it has no width, takes the rest. */
export function columnTracks(columns: readonly ListColumn[]): string {
  const flexible = columns.findIndex(({ name, width }) => name === OWN_COLUMNS.message && width === undefined)
  return columns.map(({ name, width }, place) => {
    const pixels = width ?? WIDTHS[name] ?? LABEL_WIDTH
    if (place === flexible) return 'minmax(16rem, 1fr)'
    return flexible < 0 && place === columns.length - 1 ? `minmax(${pixels}px, 1fr)` : `${pixels}px`
  }).join(' ')
}

/** A row's edge and padding, and what is between two columns: pixels. */
const EDGES = 23
const GAP = 12
/** Of the letters that a list may be written in. */
const NARROWEST_LETTER = 6

/** How many letters the message of a row can show at most, where it takes what other columns leave free. */
export function freeLetters(columns: readonly ListColumn[], width: number): number {
  const others = columns.filter(({ name }) => name !== OWN_COLUMNS.message).map(({ name, width }) => (width ?? WIDTHS[name] ?? LABEL_WIDTH) + GAP)
  return Math.max(0, Math.ceil((width - EDGES - others.reduce((sum, pixels) => sum + pixels, 0)) / NARROWEST_LETTER))
}

/** What a line has in the column of a label, by its name in LogQL or the dotted one; undefined where it has none. */
export function labelValue({ stream, metadata, parsed }: Labelled, name: string): string | undefined {
  const own = parsed[name] ?? metadata[name] ?? stream[name]
  if (own !== undefined || !name.includes('.')) return own
  const label = labelName(name)
  return parsed[label] ?? metadata[label] ?? stream[label]
}
