import { navigationTexts as texts } from '~/utils/messages/navigation'

/** The pages that the reader can go to by name: of the header and of the palette. */
export function useNavigation() {
  const { user } = useSession()
  return computed(() => [
    ...(user.value
      ? [
          { to: '/explore', label: texts.explore, icon: 'i-lucide-scroll-text' },
          { to: '/queries', label: texts.queries, icon: 'i-lucide-terminal' },
          { to: '/saved', label: texts.saved, icon: 'i-lucide-bookmark' },
          { to: '/dead-letters', label: texts.deadLetters, icon: 'i-lucide-mail-warning' },
          { to: '/project', label: texts.project, icon: 'i-lucide-folder-cog' },
        ]
      : []),
    { to: '/docs/api', label: texts.apiDocs, icon: 'i-lucide-book-open' },
  ])
}
