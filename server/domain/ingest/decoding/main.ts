/**
 * A thread that decodes bodies. Bundled by modules/decoder-thread.ts into a file of its own, since the server's bundle
 * starts a server; run by threads.ts.
 */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadOptions, ToThread } from './messages'
import { createWork } from './work'

const NICENESS = 5

// Whoever has a page open goes first. On Linux it is this thread's alone; elsewhere it would be the whole server's.
if (process.platform === 'linux') setPriority(NICENESS)

const port = parentPort!
const work = createWork(workerData as ThreadOptions, message => port.postMessage(message))
port.on('message', (message: ToThread) => work(message))
