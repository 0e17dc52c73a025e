import { unescaped } from './escape'
import type { AccessLine } from './line'

/** A method is a token (RFC 9110, section 5.6.2). */
const token = /^[A-Za-z][\w!#$%&'*+.^`|~-]{0,31}$/
const version = /^[A-Z]{1,16}\/\d(?:\.\d)?$/
const absolute = /^([a-z][a-z\d+.-]{0,15}):\/\/([^/?#]*)(.*)$/i
const portBehind = /^(.*?):(\d{1,5})$/
const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/

export const isMethod = (text: string): boolean => token.test(text)

/**
 * Reads `GET /path?query HTTP/1.1`; the target may have blanks where nobody checked it. What is no request (TLS on a
 * plain port, `-`) leaves the line without one.
 */
export function addRequest(line: AccessLine, asked: string): void {
  const text = unescaped(asked)
  const first = text.indexOf(' ')
  if (first < 1 || first + 1 === text.length) return
  const method = text.slice(0, first)
  if (!isMethod(method)) return
  line.method = method
  const last = text.lastIndexOf(' ')
  const behind = text.slice(last + 1)
  const hasVersion = last > first && version.test(behind)
  if (hasVersion) line.protocol = behind
  addTarget(line, text.slice(first + 1, hasVersion ? last : undefined))
}

/** The target of a request: a path with or without a query, or a whole URL, as a proxy is asked for. */
export function addTarget(line: AccessLine, target: string): void {
  const url = target.charCodeAt(0) === 47 ? null : absolute.exec(target)
  if (url !== null) {
    line.scheme = url[1]!.toLowerCase()
    addHost(line, url[2]!)
  }
  const path = url === null ? target : url[3]!
  const mark = path.indexOf('?')
  line.path = mark < 0 ? path : path.slice(0, mark)
  if (mark >= 0) line.query = path.slice(mark + 1)
}

/** An address, and the port behind it where there is one. IPv6 has a port only behind brackets. */
export function splitPort(text: string): { address: string, port: number | undefined } {
  const found = text.charCodeAt(0) === 91 ? bracketed.exec(text) : portBehind.exec(text)
  if (found === null || found[1]!.includes(':') !== (text.charCodeAt(0) === 91)) return { address: text, port: undefined }
  return { address: found[1]!, port: Number(found[2]) || undefined }
}

export function addHost(line: AccessLine, text: string): void {
  const { address, port } = splitPort(text)
  line.host = address
  line.port = port
}

export function addClient(line: AccessLine, text: string): void {
  const { address, port } = splitPort(text)
  line.client = address
  line.clientPort = port
}
