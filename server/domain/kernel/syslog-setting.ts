import { isIP } from 'node:net'
import { idSchema, slugSchema } from '#shared/schemas/projects'

/** An address that takes syslog, and where its lines go: there is no key in syslog that could say so. */
export interface SyslogListener {
  readonly transport: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
  /** Id of a project; the installation's first when undefined. */
  readonly project: string | undefined
  /** Name of a source of the project; its default source when undefined. */
  readonly source: string | undefined
}

const LOOPBACK = '127.0.0.1'
const form = /^(?:(tcp|udp):\/\/)?(?:(\[[^\]]*\]|[^\s:/[\]]*):)?(\d{1,5})(?:\/(?:([^/\s]+)\/)?([^/\s]+))?$/i

/**
 * Reads `CORDWOOD_SYSLOG`: listeners separated by commas, each `[tcp://|udp://][address:]port[/[project/]source]`.
 * @throws Error that says what is wrong
 */
export function readSyslogListeners(text: string): SyslogListener[] {
  const listeners = text.split(',').map(part => part.trim()).filter(part => part !== '').flatMap(readListener)
  const seen = new Set<string>()
  for (const listener of listeners) {
    const name = nameOfListener(listener)
    if (seen.has(name)) throw new Error(`${name} is there twice; one address has one source`)
    seen.add(name)
  }
  return listeners
}

/** `tcp://127.0.0.1:1514` */
export const nameOfListener = ({ transport, address, port }: SyslogListener) =>
  `${transport}://${address.includes(':') ? `[${address}]` : address}:${port}`

function readListener(text: string): SyslogListener[] {
  const wrong = (what: string) => new Error(`${JSON.stringify(text.slice(0, 100))}: ${what}`)
  const found = form.exec(text)
  if (found === null) throw wrong('write [tcp://|udp://][address:]port[/[project/]source], for example tcp://127.0.0.1:1514/network')
  const [, scheme, host = '', digits, project, source] = found
  const address = host === '' || host.toLowerCase() === 'localhost' ? LOOPBACK : host.replace(/^\[|\]$/g, '')
  if (isIP(address) === 0) throw wrong('the address must be that of one of this machine’s networks, such as 127.0.0.1, 0.0.0.0 for all of them, or [::1]')
  const port = Number(digits)
  if (port < 1 || port > 65_535) throw wrong('a port is a number from 1 to 65535')
  if (project !== undefined && !idSchema.safeParse(project).success) throw wrong('the project is named by its id, 27 letters and digits')
  if (source !== undefined && !slugSchema.safeParse(source).success) throw wrong('the last part is the name of a source')
  const transports = scheme === undefined ? ['tcp', 'udp'] as const : [scheme.toLowerCase() as 'tcp' | 'udp']
  return transports.map(transport => ({ transport, address, port, project, source }))
}
