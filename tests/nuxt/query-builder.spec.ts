import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AskNotice from '~/components/explore/ask/AskNotice.vue'
import AskStatus from '~/components/explore/ask/AskStatus.vue'
import QueryBuilder from '~/components/explore/ask/QueryBuilder.vue'
import SuggestInput from '~/components/explore/ask/SuggestInput.vue'
import type { QueryData } from '~/utils/logql/query-data'
import { mountInApp, until } from './support'

const data: QueryData = {
  fields: async () => [{ name: 'service_name', kind: 'column', type: 'string', count: 12_000, coverage: 1, distinct: 3 }, { name: 'took', kind: 'parsed', type: 'number', count: 5, coverage: 1, distinct: 3 }],
  values: async () => [{ value: 'checkout', count: 4000 }, { value: 'gateway', count: 1 }],
}
const build = (modelValue: string) => mountInApp(QueryBuilder, { props: { modelValue, data } })
const chips = (builder: Awaited<ReturnType<typeof build>>) => builder.findAll('[data-testid=step-chip]')

describe('the builder', () => {
  it('has a chip for each step, and takes each off by its cross or by Delete', async () => {
    const builder = await build('{a="b"} |= "x" | json')
    expect(chips(builder).map(chip => chip.find('[data-step]').text().replace(/\s+/g, ' '))).toEqual(['a = b', 'contains x', 'parse json'])
    await builder.find('[aria-label="Remove contains x"]').trigger('click')
    await chips(builder)[2]!.find('[data-step]').trigger('keydown', { key: 'Delete' })
    expect(builder.emitted('update:modelValue')).toEqual([['{a="b"} | json'], ['{a="b"} |= "x"']])
  })

  it('moves a step by Alt and an arrow, where that means something', async () => {
    const builder = await build('{a="b"} |= "x" | json')
    await chips(builder)[1]!.find('[data-step]').trigger('keydown', { key: 'ArrowRight', altKey: true })
    await chips(builder)[1]!.find('[data-step]').trigger('keydown', { key: 'ArrowLeft', altKey: true })
    expect(builder.emitted('update:modelValue')).toEqual([['{a="b"} | json |= "x"']])
  })

  it('adds words, a comparison, a stage', async () => {
    const builder = await build('{a="b"}')
    const input = builder.find('input')
    for (const typed of ['timeout', 'status >= 500', '| json']) {
      await input.setValue(typed)
      await input.trigger('keydown', { key: 'Enter' })
    }
    expect(builder.emitted('update:modelValue')).toEqual([['{a="b"} | search "timeout"'], ['{a="b"} | status>=500'], ['{a="b"} | json']])
  })

  it('adds a field with a value of the data, with their counts', async () => {
    const builder = await build('')
    const input = builder.find('input')
    await input.trigger('focus')
    await until(() => expect(builder.text()).toContain('service_name'))
    expect(builder.text()).toContain('12K')
    await builder.findAll('[role=option]').find(option => option.text().includes('service_name'))!.trigger('click')
    await until(() => expect(builder.text()).toContain('checkout'))
    await builder.findAll('[role=option]').find(option => option.text().includes('checkout'))!.trigger('click')
    expect(builder.emitted('update:modelValue')).toEqual([['{service_name="checkout"}']])
  })

  it('says what it can’t show, and where that is mended', async () => {
    const builder = await build('{a="b"} | jsn')
    expect(builder.text()).toContain('Did you mean json?')
    await builder.findAll('button')[0]!.trigger('click')
    expect(builder.emitted('write')).toHaveLength(1)
  })
})

describe('suggestions', () => {
  const options = [{ key: 'a', label: 'first' }, { key: 'b', label: 'second', detail: '12' }]
  it('are chosen by arrows and Enter; what is typed is the parent’s', async () => {
    const input = await mountInApp(SuggestInput, { props: { modelValue: 'x', options, label: 'Value' } })
    const box = input.find('input')
    await box.trigger('keydown', { key: 'Enter' })
    await box.trigger('keydown', { key: 'ArrowUp' })
    expect(box.attributes('aria-activedescendant')).toBe(input.findAll('[role=option]')[1]!.attributes('id'))
    await box.trigger('keydown', { key: 'ArrowDown' })
    await box.trigger('keydown', { key: 'Enter' })
    expect(input.emitted('enter')).toHaveLength(1)
    expect(input.emitted('choose')).toEqual([[options[0]]])
  })
  it('go by Escape, and Backspace leads back only from an empty input', async () => {
    const input = await mountInApp(SuggestInput, { props: { modelValue: '', options, label: 'Value', floating: true } })
    const box = input.find('input')
    await box.trigger('focus')
    expect(box.attributes('aria-expanded')).toBe('true')
    await box.trigger('keydown', { key: 'Escape' })
    expect(box.attributes('aria-expanded')).toBe('false')
    await box.trigger('keydown', { key: 'Backspace' })
    expect(input.emitted('back')).toHaveLength(1)
  })
})

describe('the status', () => {
  const cost = { scannedRows: 1500, scannedBytes: 76_000, elapsedMs: 309 }
  it.each([
    [{ busy: true, edited: false }, 'Searching…'],
    [{ busy: true, edited: false, progress: { scannedRows: 1000, scannedBytes: 2000, share: 0.344 } }, '34 %, 1,000 rows, 2.0 kB read'],
    [{ busy: false, edited: false, cost }, '1,500 rows, 76 kB read in 309 ms'],
    [{ busy: false, edited: true, cost }, 'Edited: Enter runs it'],
    [{ busy: false, edited: true, mistake: 'unexpected }', cost }, 'unexpected }'],
  ])('of %o', async (props, text) => {
    expect((await mountInApp(AskStatus, { props })).text()).toBe(text)
  })
})

describe('useAsk', () => {
  const asked = vi.fn()
  const state = ref({ language: 'logql' as 'logql' | 'sql', query: '{a="b"}' })
  let answer: object
  registerEndpoint('/api/v1/query/sql', { method: 'POST', handler: async (event) => {
    asked(await readBody(event))
    return answer
  } })

  async function use() {
    let ask!: ReturnType<typeof useAsk>
    await mountInApp({ setup() {
      ask = useAsk({ state: () => state.value, scope: () => ({ start: 's', end: 'e' }), ask: (language, query) => state.value = { language, query } })
      return () => null
    } })
    return ask
  }

  beforeEach(() => {
    localStorage.clear()
    asked.mockClear()
    state.value = { language: 'logql', query: '{a="b"}' }
  })

  it('goes to SQL and back as long as nobody changes it', async () => {
    answer = { query: '', sql: 'SELECT 1', missing: [], notes: ['Times differ'] }
    const ask = await use()
    ask.show('sql')
    await until(() => expect(ask.face.value).toBe('sql'))
    expect(asked).toHaveBeenCalledWith({ start: 's', end: 'e', query: '{a="b"}' })
    expect(ask.draft.value).toBe('SELECT 1')
    expect(ask.notice.value).toEqual({ kind: 'translated', notes: ['Times differ'] })
    ask.show('builder')
    expect(state.value).toEqual({ language: 'logql', query: '{a="b"}' })
  })

  it('says that SQL by hand has no way back, and offers the last LogQL', async () => {
    answer = { query: '', sql: 'SELECT 1', missing: [], notes: [] }
    const ask = await use()
    ask.show('sql')
    await until(() => expect(ask.face.value).toBe('sql'))
    ask.run('SELECT 2')
    ask.show('logql')
    expect(ask.face.value).toBe('sql')
    expect(ask.notice.value).toEqual({ kind: 'no-way-back', face: 'logql', query: '{a="b"}' })
    ask.back('logql', '{a="b"}')
    expect([ask.face.value, state.value.query]).toEqual(['logql', '{a="b"}'])
  })

  it('stays where a part has no SQL, or the server refuses', async () => {
    const missing = [{ part: '| unpack', reason: 'No' }]
    answer = { query: '', sql: null, missing, notes: [] }
    const ask = await use()
    ask.show('sql')
    await until(() => expect(ask.notice.value).toEqual({ kind: 'no-sql', missing }))
    expect(ask.face.value).toBe('builder')
    const shown = await mountInApp(AskNotice, { props: { notice: ask.notice.value } })
    expect(shown.text()).toContain('| unpack: No')
  })

  it('searches for words, and asks nothing that does not read', async () => {
    const ask = await use()
    ask.run('two words')
    expect(state.value.query).toBe('{} | search "two words"')
    expect(ask.notice.value).toEqual({ kind: 'words', text: '{} | search "two words"' })
    ask.run('{a=')
    expect([ask.draft.value, state.value.query, ask.edited.value]).toEqual(['{a=', '{} | search "two words"', true])
    ask.run('{}')
    expect(state.value.query).toBe('')
  })
})
