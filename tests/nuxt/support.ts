import { UApp } from '#components'
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { vi } from 'vitest'
import { defineComponent, h, type Component } from 'vue'

/** Mounts a component as the app does, inside UApp (tooltips and overlays need it), and gives back the component itself. */
export async function mountInApp(component: Component, options: { props?: Record<string, unknown>, route?: string } = {}) {
  const frame = defineComponent({ render: () => h(UApp, () => h(component, options.props)) })
  const wrapper = await mountSuspended(frame, options.route ? { route: options.route } : {})
  return wrapper.findComponent(component)
}

/** Waits until the check no longer throws. Generous: the machine may be busy, and a check that holds is not waited for. */
export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 60_000, interval: 20 })
}

/** What a composable gives, used as by a component. */
export async function mountWith<T>(use: () => T): Promise<T> {
  let made!: T
  await mountSuspended({
    setup() {
      made = use()
      return () => null
    },
  })
  return made
}
