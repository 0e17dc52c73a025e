import type { AccessLine } from '~~/server/domain/ingest/access/line'

export const NOW = Date.UTC(2025, 10, 22, 12)

/** What a line says, without what it does not. */
export function partsOf(line: AccessLine | undefined): Record<string, unknown> | undefined {
  if (line === undefined) return undefined
  const isSaid = ([, value]: [string, unknown]) => value !== undefined && value !== '' && value !== false
    && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  const { status, ...parts } = line
  return { ...Object.fromEntries(Object.entries(parts).filter(isSaid)), ...(status === 0 ? {} : { status }) }
}
