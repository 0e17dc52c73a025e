import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, copyFileSync, mkdirSync, readFileSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { Explained, incompleteLockfile } from './failures.mjs'
import { hashFiles, readStamp } from './hash.mjs'
import { at, projectNode, root, systemEnvironment } from './paths.mjs'
import { runHidden } from './steps.mjs'

const stamp = at('node_modules', '.cordwood-lock-hash')
const NEEDED_MB = 3000

/** The lockfile and what else decides which packages npm installs. */
const lockHash = () => hashFiles(root, ['package-lock.json', '.npmrc'])

/** Is node_modules what the lockfile asks for? */
export const isInstalled = () => readStamp(stamp) === lockHash() && nodeVersion() !== undefined

/** Installs the packages of the lockfile when they are missing or others. Call it under the lock. */
export async function install() {
  if (isInstalled()) return
  // Somebody may have run `npm ci` by hand: npm leaves a copy of the lockfile that tells.
  if (!isSameAsLockfile()) {
    checkSpace()
    const hash = lockHash()
    rmSync(stamp, { force: true })
    await installExactly()
    await ensureNode()
    return writeFileSync(stamp, hash)
  }
  await ensureNode()
  writeFileSync(stamp, lockHash())
}

/** npm ci; and where this version of npm finds the lockfile incomplete, an install that leaves it as it is. */
async function installExactly() {
  const options = ['--include=dev', '--no-audit', '--no-fund']
  try {
    await npm(['ci', ...options], 'Installing packages from the npm registry', 'Installed packages')
  }
  catch (error) {
    if (!(error instanceof Explained) || !incompleteLockfile.test(error.output)) throw error
    process.stderr.write('… This npm finds package-lock.json incomplete (npm run lock mends that): installing what it names, and the rest\n')
    await npm(['install', '--no-save', ...options], 'Installing packages from the npm registry', 'Installed packages')
  }
}

/**
 * npm, under the Node that started us: it is about to replace the one in node_modules.
 * @param {string[]} args
 * @param {string} doing
 * @param {string} done
 */
async function npm(args, doing, done) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  const command = { doing, done, log: at('.cache', 'logs', 'npm.log'), env: systemEnvironment() }
  const own = cli?.endsWith('npm-cli.js') && node && existsSync(node) && !node.startsWith(at('node_modules'))
  try {
    await (own ? runHidden(node, [String(cli), ...args], command) : runHidden('npm', args, command))
  }
  catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
    throw new Explained('npm was not found. It comes with Node: install Node 20 or newer from https://nodejs.org.')
  }
}

/** npm writes what it installed to node_modules/.package-lock.json: the same list, without the project itself. */
function isSameAsLockfile() {
  try {
    const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
    const found = JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8')).packages
    return covers(wanted, found)
  }
  catch {
    return false
  }
}

/**
 * Does what is installed match the lockfile? Optional packages of other platforms may be missing.
 * @param {Record<string, { version?: string, integrity?: string, optional?: boolean }>} wanted
 * @param {Record<string, { version?: string, integrity?: string }>} found
 * @returns {boolean}
 */
export function covers(wanted, found) {
  const names = Object.keys(wanted).filter(name => name !== '')
  return Object.keys(found).every(name => name in wanted) && names.every((name) => {
    const [want, have] = [wanted[name], found[name]]
    if (!have) return want?.optional === true
    return have.version === want?.version && have.integrity === want?.integrity
  })
}

/** Refuses early what would fail after minutes, with half of node_modules written. */
function checkSpace() {
  if (typeof statfsSync !== 'function') return
  const { bavail, bsize } = statfsSync(root)
  const free = Math.floor(bavail * bsize / 1024 / 1024)
  if (free < NEEDED_MB) {
    throw new Explained(`Only ${free} MB are free on this disk; installing and building takes about ${NEEDED_MB} MB. `
      + 'Free some space and start again.')
  }
}

/** The version of the packaged Node, or undefined when it does not run. */
function nodeVersion() {
  try {
    const version = execFileSync(projectNode, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return version.startsWith('v24.') ? version : undefined
  }
  catch {
    return undefined
  }
}

/**
 * The package `node` fetches its program in an install script, which npm's `ignore-scripts` (and a strict list of
 * allowed scripts) leaves out. Then the program's own package is installed here: it needs no script.
 */
async function ensureNode() {
  if (nodeVersion()) return
  const { version } = JSON.parse(readFileSync(at('node_modules', 'node', 'package.json'), 'utf8'))
  const [name, folder] = [`node-${process.platform}-${process.arch}`, at('.cache', 'node')]
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true }\n')
  await npm(
    ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`],
    `Installing Node ${version}`, `Installed Node ${version}`,
  )
  placeNode(`${folder}/node_modules/${name}/bin/node`)
  if (!nodeVersion()) {
    throw new Explained(`Node ${version} was installed but does not run here. Try: ${projectNode} --version`)
  }
}

/** @param {string} program */
function placeNode(program) {
  const target = at('node_modules', 'node', 'bin', 'node')
  mkdirSync(at('node_modules', 'node', 'bin'), { recursive: true })
  mkdirSync(at('node_modules', '.bin'), { recursive: true })
  rmSync(target, { force: true })
  try {
    linkSync(program, target)
  }
  catch {
    copyFileSync(program, target)
  }
  rmSync(projectNode, { force: true })
  symlinkSync('../node/bin/node', projectNode)
}
