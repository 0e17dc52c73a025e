import type { Cursor } from './cursor'

/** Codecs with the bounds of their argument (https://clickhouse.com/docs/sql-reference/statements/create/table#column_compression_codec). */
const CODECS: Readonly<Record<string, { readonly least: number, readonly most: number } | undefined>> = {
  ZSTD: { least: 1, most: 12 },
  LZ4HC: { least: 1, most: 12 },
  Delta: { least: 1, most: 8 },
  DoubleDelta: { least: 1, most: 8 },
  Gorilla: { least: 1, most: 8 },
}
const PLAIN = new Set(['NONE', 'LZ4', 'T64', 'GCD', 'Default'])
const MAX_CHAIN = 4

/** What stands after the word CODEC, in our words. @throws SqlTextError */
export function parseCodec(cursor: Cursor): string {
  cursor.expect('(')
  const { token } = cursor
  const codecs = cursor.list(() => codec(cursor))
  if (codecs.length === 0 || codecs.length > MAX_CHAIN) cursor.refuse(`a CODEC has one to ${MAX_CHAIN} steps`, token)
  return `CODEC(${codecs.join(', ')})`
}

function codec(cursor: Cursor): string {
  const { token } = cursor
  const name = cursor.name('a codec')
  if (PLAIN.has(name)) return name
  const bounds = Object.hasOwn(CODECS, name) ? CODECS[name] : undefined
  if (bounds === undefined) return cursor.refuse(`the codec ${name.slice(0, 60)} is not one of ${[...Object.keys(CODECS), ...PLAIN].join(', ')}`, token)
  if (!cursor.accept('(')) return name
  const argument = cursor.integer('a number', bounds.least, bounds.most)
  cursor.expect(')')
  return `${name}(${argument})`
}
