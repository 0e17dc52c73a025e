import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second for user programs, whatever its own tick is. */
const TICKS_PER_SECOND = 100

/** CPU seconds a process has used so far, all threads, user and system. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Memory in megabytes: `VmRSS` now, `VmHWM` at its peak. */
export function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n').find(text => text.startsWith(field)) ?? ''
  return Number(/\d+/.exec(line)?.[0] ?? 0) / 1024
}

/** The engine that a server started: its child process. */
export function childOf(parent: number, commandPart: string): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (ppid === parent && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(commandPart)) return Number(name)
    }
    catch { /* It ended while we looked. */ }
  }
  throw new Error(`process ${parent} has no child that runs ${commandPart}`)
}
