// `npm run dev`: Nuxt's development server under Node 24, with the embedded engine.
import { resolve } from 'node:path'
import { prepare } from './lib/build.mjs'
import { at, projectNode, root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { readAddress } from './lib/serve.mjs'
import { runShown } from './lib/steps.mjs'

await run(async () => {
  const { host, port } = readAddress(process.env)
  await prepare({ output: false })
  return runShown(
    projectNode,
    [at('node_modules', 'nuxt', 'bin', 'nuxt.mjs'), 'dev', '--host', host, '--port', String(port), ...process.argv.slice(2)],
    { CORDWOOD_ROOT: root, CORDWOOD_DATA_DIR: resolve(root, process.env.CORDWOOD_DATA_DIR || '.data') },
  )
})
