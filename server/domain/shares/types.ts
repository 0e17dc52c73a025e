import type { CreateShareRequest, FrozenResult, OpenedShare, Share } from '#shared/schemas/shares'
import type { UserPrincipal } from '../identity'

/** Who shares where. `address` is the client's network address, for the trail. */
export interface Sharer { readonly user: UserPrincipal, readonly projectId: string, readonly address: string }

/** What queries found, kept as it was for those who have its link. Throws AppError `not_found` for projects of others. */
export interface Shares {
  /** Whether more may be shared: before the work begins. @throws AppError not_found, forbidden, conflict */
  requireRight(sharer: Sharer, request: Pick<CreateShareRequest, 'audience'>): void
  /** @throws AppError as `requireRight`; too_large for a result that takes too much room */
  create(sharer: Sharer, request: CreateShareRequest, frozen: FrozenResult): Promise<{ share: Share, token: string }>
  /** Newest first. */
  list(user: UserPrincipal, projectId: string): Share[]
  /** Ends a share; what it kept is deleted. @throws AppError not_found, forbidden */
  revoke(sharer: Sharer, shareId: string): void
  /**
   * What a link leads to. @param reader who is logged in, if anybody
   * @throws AppError not_found, forbidden for a wrong password, rate_limited
   */
  open(reader: UserPrincipal | undefined, request: { readonly token: string, readonly password?: string | undefined }, address: string): Promise<OpenedShare>
}
