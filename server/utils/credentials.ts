/** Header names in lower case, as Node gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Those that are followed by the key as it is; Splunk's senders name theirs. */
const plainSchemes = new Set(['bearer', 'splunk'])

/**
 * The API key that a request carries: `X-API-Key`, `X-ClickHouse-Key`, `Authorization: Bearer`, `Splunk` or `Basic` (any user, the key as the
 * password; or the key as the user with no password), or Elasticsearch's `ApiKey`. It may be anything: only
 * `authenticateKey` tells whether it is a key.
 */
export function credentialOf(headers: Headers): string | undefined {
  const plain = first(headers['x-api-key'])?.trim() || first(headers['x-clickhouse-key'])?.trim()
  if (plain) return plain
  const [, scheme, value] = /^\s*(\w+)\s+(\S+)\s*$/.exec(first(headers.authorization) ?? '') ?? []
  if (!scheme || !value) return undefined
  if (plainSchemes.has(scheme.toLowerCase())) return value
  if (scheme.toLowerCase() === 'basic') return passwordOf(value)
  // Elasticsearch's clients: the Base64 of id:key, or a key that is in use as it is.
  if (scheme.toLowerCase() === 'apikey') return value.startsWith('cw_') ? value : passwordOf(value)
  return undefined
}

function passwordOf(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return text.slice(colon + 1) || text.slice(0, colon) || undefined
}

const first = (value: string | string[] | undefined) => Array.isArray(value) ? value[0] : value
