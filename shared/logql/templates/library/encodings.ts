import { CallError } from '../errors'
import { define, type TemplateFunction } from '../functions'
import type { Value } from '../values'

/** As Go's url.QueryEscape. */
export const escapeQuery = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+')

function unescapeQuery(text: string): string {
  const broken = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text)
  if (broken !== null) throw new CallError(`invalid URL escape ${JSON.stringify(broken[0])}`)
  const bytes: number[] = []
  for (const [piece] of text.replaceAll('+', ' ').matchAll(/%[0-9a-fA-F]{2}|[^%]+/g)) {
    if (piece.startsWith('%')) bytes.push(Number.parseInt(piece.slice(1), 16))
    else for (const byte of new TextEncoder().encode(piece)) bytes.push(byte)
  }
  return decodeUtf8(Uint8Array.from(bytes))
}

const decodeUtf8 = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

function encodeBase64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** With or without its padding; what can’t be read gives what is wrong with it, as in Loki. */
function decodeBase64(text: string): string {
  const wrong = /[^A-Za-z0-9+/=\r\n]/.exec(text)
  if (wrong !== null) return `illegal base64 data at input byte ${wrong.index}`
  try {
    return decodeUtf8(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
  }
  catch {
    return `illegal base64 data at input byte ${text.length}`
  }
}

/** What is no JSON is nothing. */
function fromJson(text: string): Value {
  try {
    return valueOf(JSON.parse(text))
  }
  catch {
    return null
  }
}

function valueOf(json: unknown): Value {
  if (Array.isArray(json)) return json.map(valueOf)
  if (typeof json === 'object' && json !== null) return new Map(Object.entries(json).map(([key, item]) => [key, valueOf(item)]))
  return json as string | number | boolean | null
}

export const ENCODINGS: Record<string, TemplateFunction> = {
  urlencode: define(['string'], escapeQuery),
  urldecode: define(['string'], unescapeQuery),
  b64enc: define(['string'], encodeBase64),
  b64dec: define(['string'], decodeBase64),
  fromJson: define(['string'], fromJson),
}
