/** Edits that make one word of the other (Levenshtein, with swaps of neighbours). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap))
    }
    before = last
    last = row
  }
  return last[b.length]!
}

/** The known word that was probably meant, for “did you mean”: at most a third of its letters may differ. */
export function similar(word: string, known: readonly string[]): string | undefined {
  const wanted = word.slice(0, 64).toLowerCase()
  let best: { name: string, edits: number } | undefined
  for (const name of known) {
    const edits = distance(wanted, name.toLowerCase())
    if (edits <= Math.max(1, Math.floor(name.length / 3)) && edits < (best?.edits ?? Infinity)) best = { name, edits }
  }
  return best?.name
}
