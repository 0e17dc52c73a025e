// `npm run test:kill -- --kills N`: kills the server and the engine N times under load and counts every line; then the
// server N times under senders that send again what was not answered.
import { prepare } from './lib/build.mjs'
import { readNumberOption } from './lib/number-option.mjs'
import { at, projectNode } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { runShown } from './lib/steps.mjs'

await run(async () => {
  const { number, rest } = readNumberOption(process.argv.slice(2), 'kills', 'npm run test:kill -- --kills 20')
  await prepare({ output: true })
  return runShown(
    projectNode,
    [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'integration', 'tests/integration/kill.spec.ts', 'tests/integration/resend.spec.ts', ...rest],
    number ? { CORDWOOD_KILLS: number } : {},
  )
})
