// `npm run test:kill -- --kills N`: kills the server and the engine N times under load and counts every line; then the
// server N times under senders that send again what was not answered.
import { prepare } from './lib/build.mjs'
import { Explained } from './lib/failures.mjs'
import { at, projectNode } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { runShown } from './lib/steps.mjs'

/**
 * The number of kills and what else goes to vitest.
 * @param {string[]} args
 */
function readArguments(args) {
  const place = args.findIndex(argument => argument === '--kills' || argument.startsWith('--kills='))
  if (place < 0) return { kills: undefined, rest: args }
  const inline = args[place]?.includes('=')
  const text = inline ? args[place]?.split('=')[1] : args[place + 1]
  if (!/^[1-9]\d*$/.test(text ?? '')) throw new Explained('--kills needs a number, as in: npm run test:kill -- --kills 20')
  return { kills: text, rest: args.filter((_, index) => index !== place && (inline || index !== place + 1)) }
}

await run(async () => {
  const { kills, rest } = readArguments(process.argv.slice(2))
  await prepare({ output: true })
  return runShown(
    projectNode,
    [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'integration', 'tests/integration/kill.spec.ts', 'tests/integration/resend.spec.ts', ...rest],
    kills ? { CORDWOOD_KILLS: kills } : {},
  )
})
