import { prepare, serverEntry } from './build.mjs'
import { run } from './run.mjs'
import { claim, readAddress, serve } from './serve.mjs'

/** Installs and builds what is missing, then serves. */
async function main() {
  const wanted = readAddress(process.env)
  // Looked at first, not to fail after minutes of building; and again below, as minutes may have passed.
  await claim(wanted)
  await prepare({ output: true })
  return serve(serverEntry, await claim(wanted))
}

await run(main)
