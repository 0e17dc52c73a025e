/**
 * npm leaves a package for another platform out of the lockfile when the registry at hand does not have it, and then
 * `npm ci` refuses that very lockfile (“Missing: … from lock file”). Naming such packages, with the platform they are
 * for, satisfies npm everywhere: it skips what is for other platforms without asking the registry.
 */

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, { optional?: boolean }>} [peerDependenciesMeta]
 */

const systems = ['android', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'linux', 'sunos', 'aix', 'win32']
/** @type {Record<string, string>} */
const processors = { ppc64le: 'ppc64', armv7: 'arm', armhf: 'arm', wasm32: 'wasm32' }
const plain = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x']

/**
 * The platform that a package's name names, as in @rollup/rollup-linux-arm64-musl.
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] } | undefined} undefined when it names none
 */
export function platformOf(name) {
  const words = name.split(/[-/]/)
  const os = words.find(word => systems.includes(word))
  const cpu = words.map(word => processors[word] ?? word).find(word => plain.includes(word) || word === 'wasm32')
  if (!os && !cpu) return undefined
  const libc = words.some(word => word.startsWith('musl')) ? 'musl' : words.some(word => word.startsWith('gnu')) ? 'glibc' : undefined
  return {
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(os === 'linux' && libc && { libc: [libc] }),
  }
}

/**
 * The optional dependencies that a lockfile's packages name and the lockfile lacks.
 * @param {Record<string, Locked>} packages
 * @returns {{ place: string, entry: Locked }[]} where each belongs, and its entry
 */
export function missingOptional(packages) {
  const all = { ...packages }
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies).flatMap(([name, range]) => {
      if (isFound(all, parent, name)) return []
      const top = `node_modules/${name}`
      const place = all[top] ? `${parent}/${top}` : top
      const entry = { version: range, cpu: [], ...platformOf(name), ...(dev && { dev }), optional: true }
      all[place] = entry
      return [{ place, entry }]
    }))
}

/**
 * @param {Record<string, Locked>} packages
 * @param {string} parent
 * @param {string} name
 */
function isFound(packages, parent, name) {
  const range = packages[parent]?.optionalDependencies?.[name] ?? ''
  const found = findFrom(packages, parent, name)
  // An exact version that differs belongs to somebody else: this one is to be nested.
  return found !== undefined && (!/^\d/.test(range) || found.version === range)
}

/**
 * What a package gets when it asks for another, as Node looks it up: next to it, then further out.
 * @param {Record<string, Locked>} packages
 * @param {string} parent
 * @param {string} name
 * @returns {Locked | undefined}
 */
export function findFrom(packages, parent, name) {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]
    if (found || !folder) return found
  }
}

/**
 * In npm's own order.
 * @template T
 * @param {Record<string, T>} packages
 * @returns {Record<string, T>}
 */
export function sortPlaces(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
}
