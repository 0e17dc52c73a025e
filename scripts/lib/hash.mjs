import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the build does not read. Anything else counts, so that a new folder needs no change here. */
const outside = new Set([
  'node_modules', 'tests', 'docs', 'bench', 'deploy', 'vector', 'engine', 'scripts', 'coverage', 'test-results',
  'eslint.config.mjs', 'vitest.config.ts', 'drizzle.config.ts', 'knip.jsonc', 'LICENSE',
])

/**
 * The files that the build is made from, relative, in a fixed order.
 * @param {string} folder
 * @returns {string[]}
 */
export function sourceFiles(folder) {
  return walk(folder, '', name => !outside.has(name) && !name.endsWith('.md')).sort()
}

/**
 * @param {string} folder
 * @param {string} below
 * @param {(name: string) => boolean} wanted at the top only
 * @returns {string[]}
 */
function walk(folder, below, wanted) {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('.') && !entry.name.endsWith('.log') && wanted(entry.name))
    .flatMap((entry) => {
      const path = below ? `${below}/${entry.name}` : entry.name
      if (entry.isDirectory()) return walk(folder, path, () => true)
      return entry.isFile() ? [path] : []
    })
}

/**
 * One hash over names and contents. Modification times are no help: git sets them at checkout.
 * @param {string} folder
 * @param {string[]} files relative to the folder; a missing one counts as empty
 * @returns {string}
 */
export function hashFiles(folder, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const path = join(folder, file)
    const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * The content of a stamp file, or undefined.
 * @param {string} path
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  }
  catch {
    return undefined
  }
}
