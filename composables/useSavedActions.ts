import type { SavedQuery } from '#shared/schemas/saved-queries'
import { toApiError } from '~/utils/api-error'
import { questionToolTexts as texts } from '~/utils/messages/question-tools'

/** What a list of saved queries offers for each: failures become notices, and what goes can be had back. */
export function useSavedActions(saved: Pick<ReturnType<typeof useSavedQueries>, 'create' | 'save' | 'remove' | 'restore' | 'setFavourite'>) {
  const toast = useToast()

  async function telling(title: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    }
    catch (thrown) {
      toast.add({ title, description: toApiError(thrown).message, color: 'error', icon: 'i-lucide-circle-alert' })
      return false
    }
  }

  async function removeUndoably(query: SavedQuery): Promise<void> {
    if (!await telling(texts.notDeleted(query.name), () => saved.remove(query))) return
    const undo = () => void telling(texts.notRestored(query.name), () => saved.restore(query))
    toast.add({ title: texts.deleted(query.name), actions: [{ label: texts.undo, icon: 'i-lucide-undo-2', color: 'neutral', variant: 'outline', onClick: undo }] })
  }

  return {
    removeUndoably,
    toggleFavourite: (query: SavedQuery) => telling(texts.favouriteFailed, () => saved.setFavourite(query, !query.favourite)),
    /** A new query, or a new version of one. Throws ApiError. */
    write: (request: Parameters<typeof saved.create>[0], before: SavedQuery | undefined) => before ? saved.save(before, request) : saved.create(request),
  }
}
