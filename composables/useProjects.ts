import type { CreateProjectRequest, CreateProjectResponse, Project, UpdateProjectRequest } from '#shared/schemas/projects'

const YEAR = 365 * 24 * 3600

const useRemembered = () => useCookie<string | null>('cordwood-project', { maxAge: YEAR, sameSite: 'lax', path: '/' })

/** The projects that the reader is in, and the one being looked at. */
export function useProjects() {
  const projects = useState<Project[] | null>('projects', () => null)
  // Read once, on the server: for each cookie that is looked up, a page waits for another process of the browser.
  const chosen = useState<string | null>('project', () => useRemembered().value ?? null)
  const app = useNuxtApp()
  const { call } = useApi()
  const newKey = useNewKey()

  const current = computed(() => projects.value?.find(project => project.id === chosen.value) ?? projects.value?.[0])

  async function load(): Promise<void> {
    projects.value ??= (await call<{ projects: Project[] }>('/api/v1/projects')).projects
  }

  /** Looks at another project from now on, also after a reload. */
  function choose(id: string): void {
    chosen.value = id
    // The cookie is written when its scope ends.
    const scope = effectScope(true)
    scope.run(() => app.runWithContext(() => useRemembered().value = id))
    scope.stop()
  }

  async function create(request: CreateProjectRequest): Promise<Project> {
    const made = await call<CreateProjectResponse>('/api/v1/projects', { method: 'POST', body: request })
    projects.value = [...projects.value ?? [], made.project]
    newKey.keep(made.project.id, made.apiKey.key)
    choose(made.project.id)
    return made.project
  }

  /** Changes the project that is looked at. */
  async function update(request: UpdateProjectRequest): Promise<void> {
    const { project } = await call<{ project: Project }>(`/api/v1/projects/${current.value?.id}`, { method: 'PATCH', body: request })
    projects.value = (projects.value ?? []).map(known => known.id === project.id ? project : known)
  }

  function forget(): void {
    projects.value = null
  }

  return { projects: readonly(projects), current, load, choose, create, update, forget }
}
