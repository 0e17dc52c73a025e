import type { ListSettings } from './useListSettings'

/** Whether the fields are shown: beside the list, at first as this browser remembers it, and as a drawer where there is little room until it is closed. */
export function useFieldsOpen(settings: Readonly<Ref<ListSettings>>, change: (part: Partial<ListSettings>) => void) {
  const isWide = useRoom(64)
  const drawer = ref(false)
  /** Of two questions beside each other each has its own. */
  const beside = ref(settings.value.fields)
  return computed({
    get: () => isWide.value ? beside.value : drawer.value,
    set(open: boolean) {
      if (!isWide.value) return void (drawer.value = open)
      beside.value = open
      change({ fields: open })
    },
  })
}
