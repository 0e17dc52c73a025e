import type { CreateProjectResponse } from '#shared/schemas/projects'
import type { ChangePasswordRequest, LoginRequest, MeResponse, SetupResponse, SignupRequest, UpdateProfileRequest, User } from '#shared/schemas/auth'
import { ApiError } from '~/utils/api-error'

/** Who is logged in, and everything that changes it. */
export function useSession() {
  /** undefined: not asked yet; null: nobody. */
  const user = useState<User | null | undefined>('user')
  const { call } = useApi()
  const projects = useProjects()
  const newKey = useNewKey()

  /** Asks once who is logged in. */
  async function load(): Promise<User | null> {
    if (user.value !== undefined) return user.value
    try {
      user.value = (await call<MeResponse>('/api/v1/me')).user
    }
    catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      user.value = null
    }
    return user.value
  }

  async function logIn(request: LoginRequest): Promise<void> {
    user.value = (await call<MeResponse>('/api/v1/auth/login', { method: 'POST', body: request })).user
    projects.forget()
  }

  async function signUp(request: SignupRequest): Promise<void> {
    const made = await call<MeResponse & { project: CreateProjectResponse }>('/api/v1/auth/signup', { method: 'POST', body: request })
    projects.forget()
    newKey.keep(made.project.project.id, made.project.apiKey.key)
    user.value = made.user
  }

  async function logOut(): Promise<void> {
    await call('/api/v1/auth/logout', { method: 'POST' })
    newKey.forget()
    user.value = null
    projects.forget()
  }

  async function rename(request: UpdateProfileRequest): Promise<void> {
    user.value = (await call<MeResponse>('/api/v1/me', { method: 'PATCH', body: request })).user
  }

  async function changePassword(request: ChangePasswordRequest): Promise<void> {
    await call('/api/v1/me/password', { method: 'POST', body: request })
  }

  return { user: readonly(user), load, logIn, signUp, logOut, rename, changePassword }
}

/** Whether this installation still waits for its first account. */
export function useSetup() {
  const { call } = useApi()
  return useAsyncData('setup', () => call<SetupResponse>('/api/v1/auth/setup'))
}
