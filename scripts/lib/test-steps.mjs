import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { prepare, sourcesHash } from './build.mjs'
import { Explained } from './failures.mjs'
import { readStamp } from './hash.mjs'
import { at, projectNode } from './paths.mjs'
import { runShown } from './steps.mjs'
import { countsOf } from './test-results.mjs'

/**
 * @typedef {(text: string) => void} Write takes a step's output where it can't be shown at once
 * @typedef {(rest: string[], write?: Write) => Promise<import('./test-results.mjs').Outcome>} Step
 */

/** Does unused code fail the tests? Off while the rooms are built side by side and are not wired yet. */
const KNIP_FAILS = true

/** @param {...string} path */
const tool = (...path) => at('node_modules', ...path)

/**
 * @param {string[]} command
 * @param {Write} [write]
 * @returns {Promise<import('./test-results.mjs').Outcome>}
 */
async function check(command, write) {
  return { ok: await runShown(projectNode, command, {}, write) === 0 }
}

/** Nuxt's types and lint settings, which nearly everything here reads. They follow the sources. */
export async function nuxtFiles({ exact = false } = {}) {
  const stamp = at('.nuxt', '.cordwood-sources')
  const hash = sourcesHash()
  if (existsSync(at('.nuxt', 'eslint.config.mjs')) && (!exact || readStamp(stamp) === hash)) return
  const code = await runShown(projectNode, [tool('nuxt', 'bin', 'nuxt.mjs'), 'prepare', '--logLevel', 'silent'])
  if (code !== 0) throw new Explained(`nuxt prepare failed (exit code ${code}).`)
  writeFileSync(stamp, hash)
}

/**
 * One project of vitest.config.ts.
 * @param {string} project
 * @param {string[]} rest
 * @returns {Promise<import('./test-results.mjs').Outcome>}
 */
async function vitest(project, rest) {
  if (!hasTests(at('tests', project))) return { ok: true, note: 'no tests yet' }
  const file = at('.cache', 'results', `${project}.json`)
  mkdirSync(at('.cache', 'results'), { recursive: true })
  rmSync(file, { force: true })
  const code = await runShown(projectNode, [
    tool('vitest', 'vitest.mjs'), 'run', '--project', project,
    '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...rest,
  ])
  const ok = code === 0
  return { ok, counts: countsOf(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined, ok) }
}

/**
 * @param {string} folder
 * @returns {boolean}
 */
function hasTests(folder) {
  return existsSync(folder) && readdirSync(folder, { withFileTypes: true }).some(entry =>
    entry.isDirectory() ? hasTests(`${folder}/${entry.name}`) : entry.name.endsWith('.spec.ts'))
}

/** @type {Record<string, Step>} In this order: what is quick and fails often comes first. */
export const steps = {
  async lint(rest, write) {
    await nuxtFiles()
    return check([tool('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', ...(rest.some(isPath) ? rest : ['.', ...rest])], write)
  },
  async knip(rest, write) {
    await nuxtFiles()
    const { ok } = await check([tool('knip', 'bin', 'knip.js'), ...rest], write)
    return ok || KNIP_FAILS ? { ok } : { ok: true, note: 'lists unused code (does not fail yet)' }
  },
  async types(rest, write) {
    await nuxtFiles({ exact: true })
    return check([tool('vue-tsc', 'bin', 'vue-tsc.js'), '-b', '--noEmit', ...rest], write)
  },
  async unit(rest) {
    await nuxtFiles()
    return vitest('unit', rest)
  },
  async nuxt(rest) {
    await nuxtFiles()
    return vitest('nuxt', rest)
  },
  async build() {
    await prepare({ output: true })
    return { ok: true }
  },
  async integration(rest) {
    await prepare({ output: true })
    return vitest('integration', rest)
  },
  async e2e(rest) {
    await prepare({ output: true })
    return vitest('e2e', rest)
  },
}

/** Each uses one core, only reads what `nuxtFiles` wrote, and says little. */
const besideEachOther = ['lint', 'knip', 'types']

/**
 * Which steps run at the same time: those that can, where they follow each other.
 * @param {string[]} names
 * @returns {string[][]} in order
 */
export function rounds(names) {
  /** @type {string[][]} */
  const found = []
  for (const name of names) {
    const last = found.at(-1)
    if (last && [...last, name].every(one => besideEachOther.includes(one))) last.push(name)
    else found.push([name])
  }
  return found
}

/** @param {string} argument */
const isPath = argument => !argument.startsWith('-')

/**
 * Step names first, the rest is handed to the step's tool.
 * @param {string[]} args
 * @returns {{ names: string[], rest: string[] }}
 */
export function parseArguments(args) {
  const end = args.findIndex(argument => argument.startsWith('-'))
  const first = end < 0 ? args : args.slice(0, end)
  const names = args[end] === '--' || end < 0 ? first : first.filter(name => name in steps)
  const unknown = names.find(name => !(name in steps))
  if (unknown) throw new Explained(`There is no step “${unknown}”. The steps are: ${Object.keys(steps).join(', ')}`)
  const rest = args.slice(names.length).filter((argument, index) => !(index === 0 && argument === '--'))
  if (rest.length && names.length !== 1) throw new Explained(`Name the one step that “${rest.join(' ')}” is for, as in: npm test -- unit -- ${rest.join(' ')}`)
  return { names: names.length ? names : Object.keys(steps), rest }
}
