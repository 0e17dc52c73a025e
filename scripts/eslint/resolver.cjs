// Resolves the project's own imports for eslint-plugin-boundaries: relative ones and Nuxt's aliases. A file that does
// not exist yet resolves too, so that the rules can be tested on rooms that are still to be built.
const { existsSync, statSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')

const root = resolve(__dirname, '..', '..')
const aliases = [
  { alias: '#shared', folder: 'shared' },
  { alias: '#server', folder: 'server' },
  ...['#root', '~~', '@@', '~', '@'].map(alias => ({ alias, folder: '' })),
]
const extensions = ['.ts', '.vue', '.mjs', '.js', '.cjs', '.json', '.d.ts']

exports.interfaceVersion = 2

/**
 * @param {string} source
 * @param {string} file
 */
exports.resolve = function (source, file) {
  const path = locate(source.replace(/\?.*$/, ''), file)
  return path === undefined ? { found: false } : { found: true, path: complete(path) }
}

/** @param {string} source @param {string} file */
function locate(source, file) {
  if (/^\.\.?(?:\/|$)/.test(source)) return resolve(dirname(file), source)
  const found = aliases.find(({ alias }) => source === alias || source.startsWith(`${alias}/`))
  return found && join(root, found.folder, source.slice(found.alias.length))
}

/** @param {string} path */
function complete(path) {
  if (existsSync(path) && !statSync(path).isDirectory()) return path
  const found = extensions.flatMap(end => [path + end, join(path, `index${end}`)]).find(candidate => existsSync(candidate))
  if (found) return found
  if (/\.[a-z]+$/.test(path)) return path
  // A room's folder means its index.ts.
  return /\/server\/domain\/[^/]+$/.test(path) ? join(path, 'index.ts') : `${path}.ts`
}
