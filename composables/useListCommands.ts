import type { ListSettings } from '~/composables/useListSettings'
import { exploreCommandTexts as texts } from '~/utils/messages/explore-commands'

/** How lines are shown, for the palette. */
export function useListCommands(settings: Readonly<Ref<ListSettings>>, change: (part: Partial<ListSettings>) => void): void {
  useCommands(() => {
    const { density, times, folds } = settings.value
    const isCompact = density === 'compact'
    const isAbsolute = times === 'absolute'
    return [
      { id: 'list.density', group: 'list', label: isCompact ? texts.comfortable : texts.compact, icon: 'i-lucide-rows-3', run: () => change({ density: isCompact ? 'comfortable' : 'compact' }) },
      { id: 'list.times', group: 'list', label: isAbsolute ? texts.relativeTimes : texts.absoluteTimes, icon: 'i-lucide-timer', run: () => change({ times: isAbsolute ? 'relative' : 'absolute' }) },
      { id: 'list.folds', group: 'list', label: folds ? texts.unfold : texts.fold, icon: 'i-lucide-fold-vertical', run: () => change({ folds: !folds }) },
    ]
  })
}
