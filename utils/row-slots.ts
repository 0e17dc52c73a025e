/**
 * Which element of the page shows which row: rows that stay in sight keep theirs, rows that come take those of rows that
 * went, in their order. To change what an element says costs a part of what it costs to make one and throw another away.
 */
export class RowSlots {
  private held = new Map<string, number>()
  private made = 0

  /**
   * The elements of the rows in sight; the same rows are given the same ones.
   * @param anew gives rows that come elements of their own
   */
  place(ids: readonly string[], anew = false): number[] {
    const staying = new Set(ids)
    const free = anew ? [] : [...this.held].filter(([id]) => !staying.has(id)).map(([, slot]) => slot)
    const placed = new Map<string, number>()
    let taken = 0
    for (const id of ids) placed.set(id, this.held.get(id) ?? free[taken++] ?? this.made++)
    this.held = placed
    return ids.map(id => placed.get(id)!)
  }
}
