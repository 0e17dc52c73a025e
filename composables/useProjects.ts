import type { CreateProjectRequest, CreateProjectResponse, Project, UpdateProjectRequest } from '#shared/schemas/projects'

const YEAR = 365 * 24 * 3600

/** The projects that the reader is in, and the one being looked at. */
export function useProjects() {
  const projects = useState<Project[] | null>('projects', () => null)
  const remembered = useCookie<string | null>('cordwood-project', { maxAge: YEAR, sameSite: 'lax', path: '/' })
  const chosen = useState<string | null>('project', () => remembered.value ?? null)
  const { call } = useApi()
  const newKey = useNewKey()

  const current = computed(() => projects.value?.find(project => project.id === chosen.value) ?? projects.value?.[0])

  async function load(): Promise<void> {
    projects.value ??= (await call<{ projects: Project[] }>('/api/v1/projects')).projects
  }

  /** Looks at another project from now on, also after a reload. */
  function choose(id: string): void {
    chosen.value = id
    remembered.value = id
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
