import { getRequestHeader, type H3Event } from 'h3'
import type { z } from 'zod'
import { endpoints } from '#shared/api/endpoints'
import { placeSchema } from '#shared/schemas/place'
import type { tailParamsSchema } from '#shared/schemas/tail'
import type { ReadScope } from '#shared/types/scope'
import { sourcesOf, type Place } from '#shared/utils/place'
import type { Principal } from '../../domain/identity'
import { AppError, systemClock } from '../../domain/kernel'
import type { Tail } from '../../domain/tail'
import { usePlatform } from '../platform'
import { readerOf } from '../query-turns'
import { authenticate } from '../route'

const HOUR = 3_600_000_000_000n

/** Which tail is asked for, of those that `principal` may read. */
interface Asked {
  readonly principal: Principal
  readonly source: readonly string[] | undefined
  readonly project: string | undefined
  readonly query: string
  readonly limit: number
  /** An hour ago when missing. */
  readonly start?: bigint | undefined
  readonly after?: Place | undefined
}

/**
 * Opens a tail for a request. Whether its key or session may still read the sources is looked at again and again.
 * @throws AppError not_found, bad_request, rate_limited, unavailable
 */
export function openTail(event: H3Event, { principal, source, project, start, after, ...asked }: Asked): Tail {
  const { identity, tails } = usePlatform(event)
  const where = { source, project }
  const scope = identity.readScopeOf(principal, where)
  return tails.open({
    ...asked, scope, after,
    reader: readerOf(principal),
    start: start ?? BigInt(systemClock.now()) * 1_000_000n - HOUR,
    async recheck() {
      const reader = await authenticate(event, endpoints.tail)
      if (tablesOf(identity.readScopeOf(reader!, where)) !== tablesOf(scope)) throw new AppError('not_found', 'The source was not found')
    },
  })
}

const tablesOf = (scope: ReadScope) => sourcesOf(scope).map(([, { table }]) => table).join()

/** The same for our own parameters. @throws as `openTail`, ZodError for a Last-Event-ID that is none of ours */
export function openOwnTail(event: H3Event, principal: Principal, params: z.output<typeof tailParamsSchema>): Tail {
  const lastEventId = getRequestHeader(event, 'last-event-id') || undefined
  return openTail(event, { principal, ...params, source: params.source, project: params.project, after: lastEventId === undefined ? params.after : placeSchema.parse(lastEventId) })
}
