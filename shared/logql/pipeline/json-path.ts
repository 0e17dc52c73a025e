const FIELD = /[a-zA-Z_][a-zA-Z0-9_]*/y
const INDEX = /\[\s*(?:(\d+)|"((?:[^"\\]|\\.)*)"|`([^`]*)`)\s*\]/y

/**
 * Reads a path of the json stage: `a.b`, `a["b c"]`, `a[0]`.
 * @returns its steps, or what is wrong with it
 */
export function parsePath(path: string): (string | number)[] | string {
  const steps: (string | number)[] = []
  let at = 0
  while (at < path.length) {
    INDEX.lastIndex = at
    const index = INDEX.exec(path)
    if (index !== null) {
      const [, number, quoted, raw] = index
      steps.push(number === undefined ? raw ?? quoted!.replace(/\\(.)/g, '$1') : Number(number))
      at = INDEX.lastIndex
      continue
    }
    if (steps.length > 0) {
      if (path[at] !== '.') return `${JSON.stringify(path)} is no path: a dot or [ was expected at character ${at + 1}`
      at++
    }
    FIELD.lastIndex = at
    const field = FIELD.exec(path)
    if (field === null) return `${JSON.stringify(path)} is no path: a field was expected at character ${at + 1}`
    steps.push(field[0])
    at = FIELD.lastIndex
  }
  return steps.length > 0 ? steps : 'the path is empty'
}
