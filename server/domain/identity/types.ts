import type { Role, SignupRequest, LoginRequest, ChangePasswordRequest, UpdateProfileRequest, User } from '#shared/schemas/auth'
import type {
  ApiKey, CreateApiKeyRequest, CreateProjectRequest, CreateProjectResponse, CreateSourceRequest, NewApiKey, Project, Source,
  UpdateProjectRequest, UpdateSourceRequest,
} from '#shared/schemas/projects'
import type { CustomTable } from '#shared/types/custom-table'
import type { ReadScope, Scope } from '#shared/types/scope'
import type { Asker } from '../kernel'

/** A person behind a session. `role` is the role in the whole installation. */
export interface UserPrincipal { readonly kind: 'user', readonly userId: string, readonly role: Role }
/** A program behind an API key, which belongs to one project. */
export interface KeyPrincipal { readonly kind: 'key', readonly keyId: string, readonly projectId: string }
export type Principal = UserPrincipal | KeyPrincipal

/** What a session cookie holds about its user. */
export interface SessionUser { userId: string, sessionVersion: number }

/** A user who has just proved who they are. */
export interface LoggedIn { user: User, session: SessionUser }

/** A source as storage needs it. */
export interface StoredSource { id: string, projectId: string, table: string, retentionDays: number, custom?: CustomTable }

/** A user's table that is ready, and the id of the source that it was made for. */
export interface CustomSource { readonly id: string, readonly table: CustomTable }

/**
 * Names what a request wants to touch; what is missing means the only project, the default source. `table` is the name
 * of a source, or that of its ClickHouse table.
 */
export interface ScopeRequest { project?: string | undefined, source?: string | undefined, table?: string | undefined }

/** What may be read together: sources of one project. */
export interface ReadRequest { project?: string | undefined, source?: string | readonly string[] | undefined }

/** `address` is everywhere the network address of the client, for the trail and the slow-down. */
export interface Accounts {
  /** Whether no account exists, so that the next sign-up becomes the administrator. */
  needsFirstUser(): boolean
  /** Whether a sign-up would be let through now. */
  signupOpen(): boolean
  /**
   * Makes an account with a first project. The first account of all is the administrator's.
   * @throws AppError conflict when the e-mail has an account, forbidden when sign-up is closed
   */
  signUp(request: SignupRequest, address: string): Promise<LoggedIn & { project: CreateProjectResponse }>
  /** @throws AppError unauthenticated, rate_limited */
  logIn(request: LoginRequest, address: string): Promise<LoggedIn>
  /**
   * Ends every other session of the user.
   * @throws AppError bad_request when the current password is wrong, rate_limited
   */
  changePassword(user: UserPrincipal, request: ChangePasswordRequest, address: string): Promise<LoggedIn>
  updateProfile(user: UserPrincipal, request: UpdateProfileRequest, address: string): User
  /** @throws AppError unauthenticated when the account is gone */
  me(user: UserPrincipal): User
  /** Makes the administrator from the settings when there is no account at all. Blocks: for the start-up. */
  ensureAdmin(admin: { email: string, password: string } | undefined): void
  /** Undefined when the session has been ended by a password change, or the account is gone. Synchronous. */
  authenticateSession(session: SessionUser): UserPrincipal | undefined
}

/** Every call here throws AppError not_found for what does not exist or belongs to others, forbidden for viewers who create. */
export interface Projects {
  listProjects(principal: Principal): Project[]
  /** @throws AppError conflict past 100 projects */
  createProject(user: UserPrincipal, request: CreateProjectRequest, address: string): CreateProjectResponse
  getProject(principal: Principal, projectId: string): Project
  updateProject(user: UserPrincipal, projectId: string, request: UpdateProjectRequest, address: string): Project
  listSources(principal: Principal, projectId: string): Source[]
  /** @throws AppError conflict when the name is taken or there are 100 sources */
  createSource(user: UserPrincipal, projectId: string, request: CreateSourceRequest, address: string, custom?: CustomSource): Source
  /** Throws what `createSource` would for this name. */
  requireFreeName(user: UserPrincipal, projectId: string, name: string): void
  /** Changes what is known of a `custom` source's table. */
  updateCustomTable(user: UserPrincipal, projectId: string, sourceId: string, table: CustomTable, address: string): Source
  getSource(principal: Principal, projectId: string, sourceId: string): Source
  /** Only administrators say where Cordwood's own log is kept; it then leaves the source that kept it before. */
  updateSource(user: UserPrincipal, projectId: string, sourceId: string, request: UpdateSourceRequest, address: string): Source
  listKeys(user: UserPrincipal, projectId: string): ApiKey[]
  /** The only time the key itself is given out. @throws AppError conflict past 100 keys */
  createKey(user: UserPrincipal, projectId: string, request: CreateApiKeyRequest, address: string): NewApiKey
  deleteKey(user: UserPrincipal, projectId: string, keyId: string, address: string): void
}

export interface Identity extends Accounts, Projects {
  /** The project behind an API key. Synchronous and cheap: it runs for every ingest request. */
  authenticateKey(secret: string): KeyPrincipal | undefined
  /**
   * What a request may touch. Synchronous and cheap.
   * @throws AppError not_found for an unknown project or source and for other tenants', bad_request when the
   *   project can't be told
   */
  scopeOf(principal: Principal, request?: ScopeRequest): Scope
  /**
   * Whose limits queries in a project have (in the only one of the user where none is said): those of keys, or of the lesser
   * of a user's roles in the installation and in the project. Synchronous and cheap.
   */
  askerIn(principal: Principal, projectId?: string): Asker
  /** The same for several sources of one project, which are read as one. @throws AppError as `scopeOf`, for any of them */
  readScopeOf(principal: Principal, request: ReadRequest): ReadScope
  /** The source that keeps Cordwood's own log. Synchronous and cheap. */
  ownLogScope(): Scope | undefined
  /** As `scopeOf`, by the source's id. @throws AppError not_found */
  scopeOfSource(principal: Principal, projectId: string, sourceId: string): Scope
  /**
   * Where a listener that the operator has set up puts its lines, without anybody's key: a source of the named project,
   * or of the installation's first, and its default source when none is named. Undefined while that does not exist.
   * Synchronous and cheap.
   */
  listenerScope(request: ScopeRequest): Scope | undefined
  /**
   * For what changes a project from outside this room.
   * @throws AppError not_found unless the user may read the project, forbidden for viewers
   */
  requireOperator(user: UserPrincipal, projectId: string): void
  /** Whether the user is an administrator of the project or of the installation, and may change what is others'. */
  mayAdminister(user: UserPrincipal, projectId: string): boolean
  /** Every source of every project, for storage at start-up and for retention. */
  allSources(): StoredSource[]
  /** For how many days each project keeps its dead letters. */
  allDeadLetterDays(): { projectId: string, days: number }[]
}
