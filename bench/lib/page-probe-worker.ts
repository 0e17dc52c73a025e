import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

const { url } = workerData as { url: string }
const agent = new Agent({ keepAlive: true })
const times: number[] = []
let stopped = false
parentPort!.once('message', () => (stopped = true))

const ask = () => new Promise<void>((resolve, reject) => {
  get(url, { agent }, answer => void answer.resume().once('end', resolve)).once('error', reject)
})

while (!stopped) {
  const started = performance.now()
  await ask()
  times.push(performance.now() - started)
  await sleep(20)
}
agent.destroy()
parentPort!.postMessage(times)
