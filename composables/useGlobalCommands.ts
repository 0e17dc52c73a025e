import type { Command } from '~/utils/commands'
import { commandTexts as texts } from '~/utils/messages/commands'
import { navigationTexts } from '~/utils/messages/navigation'
import { shellTexts } from '~/utils/messages/shell'

/** What every page can be told: to go to another one, to look at another project, to change its colours, to help. */
export function useGlobalCommands(): void {
  const { palette, shortcuts } = useCommandPanels()
  const pages = useNavigation()
  const projects = useProjectCommands()
  const colours = useColourCommand()
  const go = (to: string) => () => void navigateTo(to)

  useCommands(() => [
    ...pages.value.map(({ to, label, icon }): Command => ({ id: `go.${to}`, group: 'goTo', label, icon, run: go(to) })),
    { id: 'go.send', group: 'goTo', label: navigationTexts.send, icon: 'i-lucide-send', run: go('/project#send') },
    { id: 'go.profile', group: 'goTo', label: navigationTexts.profile, icon: 'i-lucide-user-round', run: go('/profile') },
    ...projects(),
    colours(),
    { id: 'view.palette', group: 'view', label: texts.open, keys: ['mod+k'], where: 'everywhere', keysOnly: true, run: () => palette.value = true },
    { id: 'view.shortcuts', group: 'view', label: texts.help, icon: 'i-lucide-keyboard', keys: ['?'], run: () => shortcuts.value = true },
  ])
}

function useProjectCommands() {
  const { projects, current } = useProjects()
  const change = useProjectChange()
  return (): Command[] => (projects.value ?? [])
    .filter(project => project.id !== current.value?.id)
    .map(({ id, name }) => ({ id: `project.${id}`, group: 'project', label: texts.switchProject(name), icon: 'i-lucide-folder', run: () => void change(id) }))
}

function useColourCommand() {
  const mode = useColorMode()
  return (): Command => {
    const isDark = mode.value === 'dark'
    return {
      id: 'view.colours', group: 'view', label: isDark ? shellTexts.toLight : shellTexts.toDark, icon: isDark ? 'i-lucide-sun' : 'i-lucide-moon',
      run: () => mode.preference = isDark ? 'light' : 'dark',
    }
  }
}
