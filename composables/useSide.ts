import { useElementSize, useMediaQuery } from '@vueuse/core'
import type { InjectionKey } from 'vue'
import type { Side } from '~/utils/explore-sides'
import { sideTexts as texts } from '~/utils/messages/sides'

interface SideAround {
  side: () => Side
  /** Whether there is another one beside it. */
  isSplit: () => boolean
  /** Whether keys and commands mean it. */
  isActive: () => boolean
  element: Readonly<Ref<HTMLElement | null>>
  /** Of what is in it, in pixels. */
  width: Readonly<Ref<number>>
}

const SIDE_KEY: InjectionKey<SideAround> = Symbol('side')
/** From here on two questions are side by side; in narrower windows one is below the other. */
const BESIDE_FROM = 1024

/** Tells what is below in the page which of two questions it belongs to. */
export function provideSide({ element, ...side }: Omit<SideAround, 'width'>): void {
  // As wide as it is going to be, roughly: what is drawn first is drawn for that.
  const initial = { width: side.isSplit() && window.innerWidth >= BESIDE_FROM ? window.innerWidth / 2 : window.innerWidth, height: 0 }
  const { width } = useElementSize(element, initial)
  provide(SIDE_KEY, { ...side, element, width })
}

/** The question that a part of Explore belongs to, where there may be two; none elsewhere. */
export const useSideAround = () => inject(SIDE_KEY, undefined)

/** The name of a part of the page: with the question that it belongs to, where there are two. */
export function useSideName(): (name: string) => string {
  const around = useSideAround()
  return name => around?.isSplit() ? texts.partOf(name, texts.names[around.side()]) : name
}

/** Whether there is room of so many rem: in the question that a part of Explore belongs to, or in the window. */
export function useRoom(rem: number): Readonly<Ref<boolean>> {
  const around = useSideAround()
  if (!around) return useMediaQuery(`(min-width: ${rem}rem)`)
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  return computed(() => around.width.value >= rem * letter)
}

/** Whether a line that is open lies below the list: of two questions beside each other, each needs more width for both. */
export function useRecordBelow(): Readonly<Ref<boolean>> {
  const around = useSideAround()
  const [alone, beside] = [useRoom(48), useRoom(64)]
  return computed(() => !(around?.isSplit() ? beside : alone).value)
}
