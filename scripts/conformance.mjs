// `npm run conformance`: Loki's own cases (where they are beside the project), compiler against interpreter on random
// queries, and the share of everyday queries that run wholly in ClickHouse.
import { prepare } from './lib/build.mjs'
import { at, projectNode } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { runShown } from './lib/steps.mjs'

const vitest = [at('node_modules', 'vitest', 'vitest.mjs'), 'run']
const unit = ['--project', 'unit', 'tests/unit/shared/logql/conformance.spec.ts', 'tests/unit/server/domain/query/logql/everyday.spec.ts']
const integration = ['--project', 'integration', 'tests/integration/logql/conformance.spec.ts', 'tests/integration/logql/both-ways.spec.ts']

await run(async () => {
  await prepare({ output: true })
  const failed = await runShown(projectNode, [...vitest, ...integration, ...process.argv.slice(2)])
  return failed || await runShown(projectNode, [...vitest, ...unit])
})
