/** What a snippet is filled with. */
export interface Filling {
  /** Where this installation is reached: an origin, `https://logs.example.com`. */
  address: string
  /** Undefined where nobody knows it: a key is shown once. */
  key: string | undefined
  projectId: string
  /** Name of the source. */
  source: string
  /** Where the source’s lines are kept; undefined where that is not known. */
  table: { database: string, table: string } | undefined
}

/** What stands for the key while it is not known, and for all else that a reader has to fill in. */
export const YOURS = /YOUR_[A-Z_]+/g

/** Every placeholder that `fill` knows; all of them begin so. */
export const PLACEHOLDER = /CORDWOOD_(?:ADDRESS|AUTHORITY|DATABASE|HOST|HTTPS|KEY|PORT|PROJECT|SCHEME|SOURCE|TABLE|TLS)\b/g

/** Puts the values of an installation into a snippet’s text. All of them are without quotes and blanks. */
export function fill(text: string, { address, key, projectId, source, table }: Filling): string {
  const { protocol, hostname, host, port } = new URL(address)
  const secure = protocol === 'https:'
  const values: Record<string, string> = {
    CORDWOOD_ADDRESS: address,
    CORDWOOD_AUTHORITY: host,
    CORDWOOD_DATABASE: table?.database ?? 'YOUR_DATABASE',
    // An IPv6 address stands in brackets in an address only.
    CORDWOOD_HOST: hostname.replace(/^\[|\]$/g, ''),
    CORDWOOD_HTTPS: String(secure),
    CORDWOOD_KEY: key ?? 'YOUR_API_KEY',
    CORDWOOD_PORT: port || (secure ? '443' : '80'),
    CORDWOOD_PROJECT: projectId,
    CORDWOOD_SCHEME: protocol.slice(0, -1),
    CORDWOOD_SOURCE: source,
    CORDWOOD_TABLE: table?.table ?? 'YOUR_TABLE',
    CORDWOOD_TLS: secure ? 'on' : 'off',
  }
  return text.replace(PLACEHOLDER, name => values[name] ?? name)
}
