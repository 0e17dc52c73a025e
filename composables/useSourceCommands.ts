import type { Command } from '~/utils/commands'
import { commandTexts as texts } from '~/utils/messages/commands'

/** Goes to the sources of the project: their lines and their settings. Asks for them when it is set up. */
export function useSourceCommands(): void {
  const { sources } = useSourceList()
  const { current } = useProjects()
  useCommands(() => sources.value.flatMap(({ id, name, isDefault }): Command[] => [
    { id: `source.${id}`, group: 'source', label: texts.exploreSource(name), icon: 'i-lucide-database', run: () => void navigateTo({ path: '/explore', query: isDefault ? {} : { source: name } }) },
    { id: `source.${id}.settings`, group: 'source', label: texts.sourceSettings(name), icon: 'i-lucide-settings', run: () => void navigateTo(`/projects/${current.value?.id}/sources/${id}`) },
  ]))
}
