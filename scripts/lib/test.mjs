import { run } from './run.mjs'
import { report, total } from './test-results.mjs'
import { parseArguments, steps } from './test-steps.mjs'
import { prepare } from './build.mjs'

/** Runs the steps asked for (all by default) and stops at the first that fails. */
async function main() {
  const { names, rest } = parseArguments(process.argv.slice(2))
  await prepare({ output: false })
  /** @type {import('./test-results.mjs').StepResult[]} */
  const results = []
  for (const name of names) {
    if (names.length > 1) process.stdout.write(`\n── ${name} ${'─'.repeat(Math.max(3, 60 - name.length))}\n`)
    const begin = Date.now()
    const outcome = await outcomeOf(name, rest)
    results.push({ name, seconds: (Date.now() - begin) / 1000, ...outcome })
    if (!outcome.ok) break
  }
  const notRun = names.slice(results.length)
  process.stdout.write(report(results, notRun))
  process.stdout.write(`${total(results)}\n`)
  return results.every(({ ok }) => ok) ? 0 : 1
}

/**
 * @param {string} name
 * @param {string[]} rest
 * @returns {Promise<import('./test-results.mjs').Outcome>}
 */
async function outcomeOf(name, rest) {
  try {
    return await /** @type {import('./test-steps.mjs').Step} */ (steps[name])(rest)
  }
  catch (error) {
    process.stdout.write(`${/** @type {Error} */ (error).message}\n`)
    return { ok: false }
  }
}

await run(main)
