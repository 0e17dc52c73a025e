import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, vi } from 'vitest'

interface Plugin { resolveId: (this: { error: (message: string) => never }, id: string, importer: string) => unknown }

const added = vi.hoisted(() => [] as { plugin: unknown, options: unknown }[])
vi.mock('@nuxt/kit', () => ({
  defineNuxtModule: (definition: unknown) => definition,
  addVitePlugin: (plugin: unknown, options: unknown) => added.push({ plugin, options }),
}))

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** What the client build says to an import, after Vite has replaced the aliases. */
function resolveImport(from: string, to: string): unknown {
  const plugin = [added[0]?.plugin].flat()[0] as Plugin
  const context = { error: (message: string): never => {
    throw new Error(message)
  } }
  return plugin.resolveId.call(context, to.startsWith('.') ? to : join(root, to), join(root, from))
}

beforeAll(async () => {
  const module = await import('~~/modules/client-boundary') as unknown as { default: { setup: (options: object, nuxt: object) => void } }
  module.default.setup({}, { options: { rootDir: root } })
})

describe('client build', () => {
  it('is guarded, and the server build is not', () => {
    expect(added).toHaveLength(1)
    expect(added[0]?.options).toEqual({ server: false })
  })

  it.each([
    ['pages/index.vue', 'server/domain/kernel/index.ts'],
    ['pages/index.vue', '../server/domain/kernel'],
    ['components/explore/LogTable.vue', 'db/sqlite/schema.ts'],
    ['composables/useExplore.ts', 'engine/main.ts'],
    ['shared/logql/parser.ts', 'server/domain/query/index.ts'],
  ])('refuses that %s imports %s', (from, to) => {
    expect(() => resolveImport(from, to)).toThrow(/through its API only/)
  })

  it.each([
    ['pages/index.vue', 'shared/schemas/query.ts'],
    ['pages/index.vue', 'components/explore/LogTable.vue'],
    ['pages/index.vue', 'node_modules/some-package/server/index.js'],
  ])('lets %s import %s', (from, to) => {
    expect(resolveImport(from, to)).toBeUndefined()
  })
})
