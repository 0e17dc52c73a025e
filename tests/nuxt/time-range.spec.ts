import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import RangeTextForm from '~/components/explore/time/RangeTextForm.vue'
import AbsoluteRangeForm from '~/components/explore/time/AbsoluteRangeForm.vue'
import QuickRanges from '~/components/explore/time/QuickRanges.vue'
import { setTimeZone } from '~/utils/time-zone'
import { mountInApp, until } from './support'

beforeEach(() => {
  localStorage.clear()
  setTimeZone('Asia/Tokyo')
})
afterEach(() => setTimeZone(''))

describe('a typed range', () => {
  it('says what it means while one types, and is applied by Enter', async () => {
    const form = await mountInApp(RangeTextForm)
    await form.find('input').setValue('2026-11-22 13:45')
    expect(form.find('[data-testid=range-meaning]').text()).toContain('13:40:00')
    await form.find('form').trigger('submit')
    expect(form.emitted('apply')).toEqual([[{ kind: 'absolute', from: '2026-11-22T04:40:00.000Z', to: '2026-11-22T04:50:00.000Z' }]])
  })

  it('is refused with examples, and only when one asks for it', async () => {
    const form = await mountInApp(RangeTextForm)
    await form.find('input').setValue('soon')
    expect(form.find('input').attributes('aria-invalid')).toBe('false')
    await form.find('form').trigger('submit')
    expect(form.find('[data-testid=range-meaning]').text()).toContain('Try 2h')
    expect(form.find('input').attributes('aria-invalid')).toBe('true')
    expect(form.emitted('apply')).toBeUndefined()
  })
})

describe('two moments', () => {
  it('are those of the chosen zone', async () => {
    const form = await mountInApp(AbsoluteRangeForm, { props: { range: { kind: 'absolute', from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T01:00:00.000Z' } } })
    const [from, to] = form.findAll('input')
    expect(from!.element.value).toContain('2026-11-22T09:00')
    await to!.setValue('2026-11-22T11:30:00')
    await form.find('form').trigger('submit')
    await until(() => expect(form.emitted('apply')).toEqual([[{ kind: 'absolute', from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T02:30:00.000Z' }]]))
    setTimeZone('UTC')
    await until(() => expect(from!.element.value).toContain('2026-11-22T00:00'))
  })
})

describe('quick ranges', () => {
  it('have those that were chosen last below them, the newest first and each once', async () => {
    const moving = { kind: 'moving' as const, from: 'now-2h', to: 'now-1h' }
    const recent = useRecentRanges()
    for (const range of [{ kind: 'relative' as const, duration: '20m' }, moving, { kind: 'relative' as const, duration: '1h' }, { kind: 'relative' as const, duration: '20m' }]) recent.note(range)
    const list = await mountInApp(QuickRanges, { props: { range: moving, recent: recent.recent.value } })
    expect(list.findAll('ul')[1]!.findAll('li').map(item => item.text())).toEqual(['Last 20m', 'now-2h to now-1h'])
    await list.findAll('ul')[1]!.findAll('button')[1]!.trigger('click')
    expect(list.emitted('choose')).toEqual([[moving]])
    await until(() => expect(localStorage.getItem('recent-ranges')).toContain('now-2h'))
  })
})
