import { Explained } from './failures.mjs'
import { thisMachine, unsupported } from './platform.mjs'

/**
 * Runs a script's main function: ends the process with its code, and shows errors for people without a stack.
 * @param {() => Promise<number>} main
 */
export async function run(main) {
  try {
    const reason = unsupported(thisMachine())
    if (reason) throw new Explained(reason)
    process.exit(await main())
  }
  catch (error) {
    const known = error instanceof Explained
    process.stderr.write(known ? `\n✗ ${error.message}\n` : `\n✗ ${/** @type {Error} */ (error).stack}\n`)
    process.exit(known ? error.exitCode : 1)
  }
}
