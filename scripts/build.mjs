// `npm run build`: always builds, and marks the result so that `npm start` and the tests know what it was built from.
import { prepare } from './lib/build.mjs'
import { run } from './lib/run.mjs'

await run(async () => {
  await prepare({ output: true, always: true })
  return 0
})
