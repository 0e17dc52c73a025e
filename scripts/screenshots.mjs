// `npm run screenshots`: the pictures of the documentation, from the built server with made-up logs.
import { prepare } from './lib/build.mjs'
import { at, projectNode } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { runShown } from './lib/steps.mjs'

await run(async () => {
  await prepare({ output: true })
  return runShown(projectNode, [at('scripts', 'lib', 'take-screenshots.ts')])
})
