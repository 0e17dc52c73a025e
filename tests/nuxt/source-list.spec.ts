import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { describe, expect, it } from 'vitest'
import SourceList from '~/components/explore/sources/SourceList.vue'
import { mountInApp, until } from './support'

let asked: string[] = []
registerEndpoint('/api/v1/me', () => ({ user: { id: '1', email: 'ada@example.com', name: '', role: 'admin', createdAt: '2026-11-22T10:00:00Z' } }))
registerEndpoint('/api/v1/projects', () => ({ projects: [] }))
registerEndpoint('/query', {
  method: 'POST',
  handler: async (event) => {
    const { source } = await readBody<{ source: string }>(event)
    asked.push(source)
    const line = { id: '1-1', timestamp: new Date(Date.now() - 3_600_000).toISOString(), service: 'shop', message: 'hello' }
    return `${source === 'app' ? `${JSON.stringify(line)}\n` : ''}${JSON.stringify({ summary: { count: 1, cursor: null } })}\n`
  },
})

const sourceOf = (name: string, schema = 'app') => ({ id: name, projectId: 'p', name, schema, isDefault: name === 'app' })
const many = (count: number) => [sourceOf('app'), ...Array.from({ length: count - 1 }, (_, n) => sourceOf(`s${n}`))]
const mounted = (props: { chosen: string[], sources: ReturnType<typeof sourceOf>[] }) => {
  asked = []
  return mountInApp(SourceList, { props })
}
type View = Awaited<ReturnType<typeof mounted>>
const names = (view: View) => view.findAll('[data-id]').map(box => box.attributes('data-id'))
const box = (view: View, name: string) => view.find<HTMLInputElement>(`[data-id="${name}"]`)

describe('SourceList', () => {
  it('tells schema and age of each, and does not look for the newest line of a table of one’s own', async () => {
    const view = await mounted({ chosen: [], sources: [sourceOf('app'), sourceOf('nginx', 'http'), sourceOf('own', 'custom')] })
    await until(() => expect(view.text()).toContain('1h ago'))
    await until(() => expect(view.text()).toContain('no lines yet'))
    expect(view.findAll('[data-testid=source-option]')[1]!.text()).toMatch(/nginx.*http/)
    expect(asked.sort()).toEqual(['app', 'nginx'])
    expect(box(view, 'app').element.checked).toBe(true)
  })

  it('checks several, all, or one alone', async () => {
    const view = await mounted({ chosen: ['app', 's0'], sources: many(3) })
    await box(view, 's1').trigger('change')
    await box(view, 's0').trigger('change')
    await view.find('input:not([data-id])').trigger('change')
    await view.find('[aria-label="Only s1"]').trigger('click')
    await box(view, 'app').trigger('keydown', { key: 'Enter' })
    expect(view.emitted('choose')).toEqual([[['app', 's0', 's1']], [[]], [['app', 's0', 's1']], [['s1']], [[]]])
    expect(view.emitted('done')).toHaveLength(2)
  })

  it('finds a source by a part of its name', async () => {
    const view = await mounted({ chosen: [], sources: many(8) })
    await view.find('[aria-label="Find a source"]').setValue('S3')
    expect(names(view)).toEqual(['s3'])
    await view.find('[aria-label="Find a source"]').setValue('nothing')
    expect(view.text()).toContain('No source of the project is called so.')
  })

  it('takes no more than can be read at once', async () => {
    const sources = many(30)
    const view = await mounted({ chosen: sources.slice(0, 20).map(({ name }) => name), sources })
    expect(box(view, 's18').attributes('disabled')).toBeUndefined()
    expect(box(view, 's19').attributes('disabled')).toBeDefined()
    expect(view.find('input:not([data-id])[type=checkbox]').attributes('disabled')).toBeDefined()
  })
})
