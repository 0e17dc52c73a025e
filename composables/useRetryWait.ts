import { useIntervalFn } from '@vueuse/core'
import type { ApiError } from '~/utils/api-error'

const LOOK_MS = 250

/** Whole seconds that are left of the wait that a refusal asks for; 0 where it asks for none, or it is over. */
export function useRetryWait(error: () => ApiError | undefined): Readonly<Ref<number>> {
  const left = ref(0)
  let end = 0
  const { pause, resume } = useIntervalFn(look, LOOK_MS, { immediate: false })

  function look(): void {
    left.value = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    if (left.value === 0) pause()
  }

  watch(error, (refusal) => {
    end = performance.now() + (refusal?.retryAfter ?? 0) * 1000
    look()
    if (left.value > 0) resume()
  }, { immediate: true })
  return readonly(left)
}
