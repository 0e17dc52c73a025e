import { run } from './run.mjs'
import { report, total } from './test-results.mjs'
import { nuxtFiles, parseArguments, rounds, steps } from './test-steps.mjs'
import { prepare } from './build.mjs'

/** Runs the steps asked for (all by default) and stops at the first that fails. */
async function main() {
  const { names, rest } = parseArguments(process.argv.slice(2))
  await prepare({ output: false })
  /** @type {import('./test-results.mjs').StepResult[]} */
  const results = []
  for (const round of rounds(names)) {
    if (round.length > 1) await nuxtFiles({ exact: true })
    results.push(...await Promise.all(round.map(name => step(name, rest, { titled: names.length > 1, held: round.length > 1 }))))
    if (results.some(({ ok }) => !ok)) break
  }
  const notRun = names.slice(results.length)
  process.stdout.write(report(results, notRun))
  process.stdout.write(`${total(results)}\n`)
  return results.every(({ ok }) => ok) ? 0 : 1
}

/**
 * @param {string} name
 * @param {string[]} rest
 * @param {{ titled: boolean, held: boolean }} how `held`: what it says is shown in one piece when it ends
 * @returns {Promise<import('./test-results.mjs').StepResult>}
 */
async function step(name, rest, { titled, held }) {
  let text = titled ? `\n── ${name} ${'─'.repeat(Math.max(3, 60 - name.length))}\n` : ''
  if (!held) process.stdout.write(text)
  const write = /** @param {string} more */ more => void (held ? text += more : process.stdout.write(more))
  const begin = Date.now()
  const outcome = await outcomeOf(name, rest, held ? write : undefined)
  if (outcome.failure) write(`${outcome.failure}\n`)
  if (held) process.stdout.write(text)
  return { name, seconds: (Date.now() - begin) / 1000, ...outcome }
}

/**
 * @param {string} name
 * @param {string[]} rest
 * @param {import('./test-steps.mjs').Write} [write]
 * @returns {Promise<import('./test-results.mjs').Outcome & { failure?: string }>}
 */
async function outcomeOf(name, rest, write) {
  try {
    return await /** @type {import('./test-steps.mjs').Step} */ (steps[name])(rest, write)
  }
  catch (error) {
    return { ok: false, failure: /** @type {Error} */ (error).message }
  }
}

await run(main)
