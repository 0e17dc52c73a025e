import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

const agent = new Agent({ keepAlive: true })
const times = []
let stopped = false
parentPort.on('message', () => (stopped = true))

const ask = () => new Promise((resolve, reject) => {
  get(workerData.url, { agent }, answer => answer.resume().once('end', resolve)).once('error', reject)
})

while (!stopped) {
  const started = performance.now()
  await ask()
  times.push(performance.now() - started)
  await sleep(20)
}
agent.destroy()
parentPort.postMessage(times)
