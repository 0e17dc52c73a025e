import type { TableLayout } from './layout'

/** Makes a column of a label. */
export type Promote = (table: string, label: string) => Promise<void>

/** Notes which labels queries look for in the attributes of many lines, and has columns made of those that come often. */
export interface HotLabels {
  /** @param rows that were read for it */
  note(table: string, layout: TableLayout | undefined, labels: readonly string[], rows: number): void
}

/** A smaller table is read through in no time. */
const MANY_ROWS = 1_000_000
const OFTEN = 3
/** Of a table, those that all tables have among them. */
const MOST_COLUMNS = 16
const MOST_COUNTED = 10_000
const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/
/** They have columns already, or are no attributes. */
const OTHERS = new Set(['pattern_hash', 'trace_id', 'span_id', 'detected_level', 'service_name'])

/** @param failed hears of what could not be made; the query goes on without */
export function createHotLabels(promote: Promote, failed: (error: unknown) => void): HotLabels {
  const counts = new Map<string, number>()
  const made = new Map<string, number>()
  return {
    note(table, layout, labels, rows) {
      // A user’s table is not ours to alter.
      if (layout === undefined || rows < MANY_ROWS) return
      for (const label of labels) {
        if (!NAME.test(label) || OTHERS.has(label) || layout.labels.has(label)) continue
        const key = `${table} ${label}`
        const count = (counts.get(key) ?? 0) + 1
        if (counts.size >= MOST_COUNTED) counts.clear()
        counts.set(key, count)
        const own = made.get(table) ?? layout.labels.size
        if (count !== OFTEN || own >= MOST_COLUMNS) continue
        made.set(table, own + 1)
        promote(table, label).catch((error: unknown) => {
          counts.delete(key)
          failed(error)
        })
      }
    },
  }
}
