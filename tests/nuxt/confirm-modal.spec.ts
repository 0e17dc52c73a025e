import { mountSuspended } from '@nuxt/test-utils/runtime'
import { UApp } from '#components'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import ConfirmModal from '~/components/common/ConfirmModal.vue'
import { until } from './support'

let unmount: () => void = () => {}
afterEach(() => unmount())

/** The modal, asking about `key`, as a page has it. */
async function asked(confirm: (doomed: { name: string }) => Promise<void>) {
  const doomed = shallowRef<{ name: string } | undefined>({ name: 'key' })
  const wrapper = await mountSuspended(defineComponent({
    render: () => h(UApp, () => h(ConfirmModal<{ name: string }>, {
      'modelValue': doomed.value, 'onUpdate:modelValue': next => doomed.value = next,
      'title': 'Delete key?', 'description': 'For good.', 'no': 'Keep it', 'yes': 'Delete it', confirm,
    })),
  }))
  unmount = () => wrapper.unmount()
  const dialog = () => document.querySelector('[role=dialog]')
  await until(() => expect(dialog()?.textContent).toContain('For good.'))
  const press = (name: string) => [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === name)!.click()
  return { doomed, dialog, press }
}

it('does it and closes', async () => {
  const done: string[] = []
  const { doomed, press } = await asked(async ({ name }) => void done.push(name))
  press('Delete it')
  await until(() => expect(doomed.value).toBeUndefined())
  expect(done).toEqual(['key'])
})

it('stays and says why when it fails, and forgets that for the next one', async () => {
  const { doomed, dialog, press } = await asked(() => Promise.reject(new Error('It is in use')))
  press('Delete it')
  await until(() => expect(dialog()?.querySelector('[role=alert]')).not.toBeNull())
  expect(doomed.value).toEqual({ name: 'key' })
  press('Keep it')
  await until(() => expect(doomed.value).toBeUndefined())
  doomed.value = { name: 'other' }
  await until(() => expect(dialog()?.textContent).toContain('For good.'))
  expect(dialog()?.querySelector('[role=alert]')).toBeNull()
})
