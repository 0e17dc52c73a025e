// `npm run test:chaos -- --seconds N`: outages of N seconds under load, of the engine, of the connection to it and of
// disk space; counts every line afterwards.
import { prepare } from './lib/build.mjs'
import { readNumberOption } from './lib/number-option.mjs'
import { at, projectNode } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { runShown } from './lib/steps.mjs'

await run(async () => {
  const { number, rest } = readNumberOption(process.argv.slice(2), 'seconds', 'npm run test:chaos -- --seconds 60')
  await prepare({ output: true })
  return runShown(
    projectNode,
    [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'integration', 'tests/integration/chaos', ...rest],
    number ? { CORDWOOD_CHAOS_SECONDS: number } : {},
  )
})
