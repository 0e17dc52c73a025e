/** A place of a table, both counted from 0. */
export interface CellPlace { row: number, column: number }

const PAGE_ROWS = 20
const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE_ROWS, 0], PageDown: [PAGE_ROWS, 0],
}

/**
 * The chosen cell of a grid, moved by the arrow keys, Home and End (with Ctrl over all rows), Page Up and Down; Escape lets it go.
 * @param moved brings the cell into sight
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export function useCellCursor(size: () => { rows: number, columns: number }, moved: (place: CellPlace) => void) {
  const chosen = ref<CellPlace>()

  function target({ key, ctrlKey, metaKey }: KeyboardEvent): CellPlace | undefined {
    const { rows, columns } = size()
    const all = ctrlKey || metaKey
    const at = chosen.value
    if (key === 'Home') return { row: all ? 0 : at?.row ?? 0, column: 0 }
    if (key === 'End') return { row: all ? rows - 1 : at?.row ?? 0, column: columns - 1 }
    const step = all ? undefined : STEPS[key]
    if (!step) return undefined
    return at ? { row: at.row + step[0], column: at.column + step[1] } : { row: 0, column: 0 }
  }

  /** @returns whether the key was one of these */
  function onKey(event: KeyboardEvent): boolean {
    if (event.key === 'Escape' && chosen.value) {
      chosen.value = undefined
      return true
    }
    const place = target(event)
    const { rows, columns } = size()
    if (!place || rows === 0) return false
    event.preventDefault()
    chosen.value = { row: clamp(place.row, rows), column: clamp(place.column, columns) }
    moved(chosen.value)
    return true
  }

  return { chosen, onKey }
}

const clamp = (value: number, length: number) => Math.max(0, Math.min(length - 1, value))
