import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, absolute and without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/**
 * A path below the project's folder.
 * @param {...string} parts
 */
export const at = (...parts) => join(root, ...parts)

/** The Node 24 that comes as an npm package. */
export const projectNode = at('node_modules', '.bin', 'node')

/**
 * The environment of the tools: Node 24 and the project's commands first on the path, no telemetry.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(extra = {}) {
  return { ...process.env, NUXT_TELEMETRY_DISABLED: '1', PATH: withPath(process.env.PATH), ...extra }
}

/**
 * Puts the project's commands first, once.
 * @param {string | undefined} path
 */
function withPath(path) {
  const bin = at('node_modules', '.bin')
  const others = (path ?? '').split(delimiter).filter(entry => entry && entry !== bin)
  return [bin, ...others].join(delimiter)
}

/**
 * The environment of npm itself: it must run under the machine's own Node, because it replaces node_modules.
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function systemEnvironment(environment = process.env) {
  const bin = at('node_modules', '.bin')
  const path = (environment.PATH ?? '').split(delimiter).filter(entry => entry !== bin)
  return { ...environment, PATH: path.join(delimiter) }
}
