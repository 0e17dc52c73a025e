import { useMediaQuery } from '@vueuse/core'
import type { ListSettings } from './useListSettings'

/** Whether the fields are shown: beside the list as this browser remembers it, and as a drawer on narrow screens until it is closed. */
export function useFieldsOpen(settings: Readonly<Ref<ListSettings>>, change: (part: Partial<ListSettings>) => void) {
  const narrow = useMediaQuery('(max-width: 1023px)')
  const drawer = ref(false)
  return computed({
    get: () => narrow.value ? drawer.value : settings.value.fields,
    set(open: boolean) {
      if (narrow.value) drawer.value = open
      else change({ fields: open })
    },
  })
}
