import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let eslint: ESLint

// Loading every plugin takes seconds on a busy machine: once, and outside of the tests' time limit.
beforeAll(async () => {
  eslint = new ESLint({ cwd: root })
  await eslint.lintText('export {}\n', { filePath: resolve(root, 'server/domain/kernel/index.ts') })
})

/** The rules that an import from a file breaks; the file need not exist. */
async function brokenRules(file: string, code: string): Promise<string[]> {
  const text = file.endsWith('.vue') ? `<script setup lang="ts">\n${code}\n</script>\n` : `${code}\n`
  const [result] = await eslint.lintText(text, { filePath: resolve(root, file) })
  const rules = (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message)
  return [...new Set(rules)].filter(rule => /boundaries|restricted|console|fatal|Parsing/i.test(rule))
}

const importing = (source: string) => `import { thing } from '${source}'\nexport const used = thing`

const allowed: [from: string, to: string][] = [
  ['pages/explore.vue', '~/components/explore/LogTable.vue'],
  ['pages/explore.vue', '~/composables/useExplore'],
  ['layouts/default.vue', '~~/components/shell/SideBar.vue'],
  ['components/explore/LogTable.vue', '~/composables/useExplore'],
  ['components/explore/LogTable.vue', '#shared/schemas/query'],
  ['components/explore/LogTable.vue', './LogRow.vue'],
  ['components/explore/LogTable.vue', '~/components/chart/TheChart.vue'],
  ['composables/useExplore.ts', '#shared/schemas/query'],
  ['composables/useExplore.ts', './useApi'],
  ['shared/logql/parser.ts', '../types/log-record'],
  ['shared/logql/parser.ts', 'zod'],
  ['server/api/v1/query.post.ts', '~~/server/domain/query'],
  ['server/api/v1/query.post.ts', '~~/server/domain/query/index'],
  ['server/api/v1/query.post.ts', '#shared/schemas/query'],
  ['server/api/v1/query.post.ts', '../../utils/route'],
  ['server/api/v1/query.post.ts', 'h3'],
  ['server/routes/ingest.post.ts', '~~/server/domain/ingest'],
  ['server/middleware/auth.ts', '~~/server/utils/services'],
  ['server/plugins/wire.ts', '~~/server/domain/engine'],
  ['server/plugins/wire.ts', '~~/server/domain/storage/index'],
  ['server/plugins/wire.ts', '~~/db/sqlite/client'],
  ['server/tasks/alerts.ts', '~~/server/domain/alerts'],
  ['server/utils/errors.ts', '~~/server/domain/kernel'],
  ['server/domain/kernel/config.ts', '#shared/types/scope'],
  ['server/domain/kernel/config.ts', 'node:path'],
  ['server/domain/kernel/config.ts', './errors'],
  ['server/domain/audit/trail.ts', '~~/db/sqlite/schema'],
  ['server/domain/identity/users.ts', '~~/server/domain/audit'],
  ['server/domain/identity/users.ts', '../kernel'],
  ['server/domain/dashboards/panels.ts', '~~/db/sqlite/schema'],
  ['server/domain/storage/client.ts', '~~/server/domain/kernel'],
  ['server/domain/storage/client.ts', '@clickhouse/client'],
  ['server/domain/query/executor.ts', '~~/server/domain/storage'],
  ['server/domain/query/compiler.ts', '#shared/logql/ast'],
  ['server/domain/ingest/http/decode.ts', '../protocol'],
  ['server/domain/ingest/spool.ts', '../storage'],
  ['server/domain/archive/store.ts', '../storage'],
  ['server/domain/tail/hub.ts', '../kernel'],
  ['server/domain/engine/supervisor.ts', '../kernel/index'],
  ['server/domain/alerts/evaluate.ts', '../query'],
  ['engine/server.ts', './pool.ts'],
  ['tests/unit/server/domain/storage/client.spec.ts', '~~/server/domain/storage/client'],
  ['tests/e2e/explore.spec.ts', '../fixtures/browser'],
]

const refused: [from: string, to: string][] = [
  ['pages/explore.vue', '~~/server/domain/query'],
  ['pages/explore.vue', '#server/utils/route'],
  ['pages/explore.vue', '~~/db/sqlite/schema'],
  ['pages/explore.vue', '../engine/server'],
  ['app.vue', '~~/server/utils/route'],
  ['components/explore/LogTable.vue', '~~/server/domain/query'],
  ['components/explore/LogTable.vue', '~/pages/explore.vue'],
  ['components/explore/LogTable.vue', '../../db/sqlite/schema'],
  ['composables/useExplore.ts', '~/components/explore/LogTable.vue'],
  ['composables/useExplore.ts', '~~/server/utils/route'],
  ['composables/useExplore.ts', '~~/engine/server'],
  ['utils/format.ts', '~/composables/useExplore'],
  ['shared/logql/parser.ts', '~~/server/domain/query'],
  ['shared/logql/parser.ts', '~~/db/sqlite/schema'],
  ['shared/logql/parser.ts', '~/composables/useExplore'],
  ['server/api/v1/query.post.ts', '~~/db/sqlite/schema'],
  ['server/api/v1/query.post.ts', '~~/server/domain/query/executor'],
  ['server/api/v1/query.post.ts', '../../domain/storage/tables/app'],
  ['server/api/v1/query.post.ts', '~/composables/useExplore'],
  ['server/api/v1/query.post.ts', '~~/engine/server'],
  ['server/api/v1/query.post.ts', '~~/server/plugins/wire'],
  ['server/routes/ingest.post.ts', '../../db/clickhouse/migrations'],
  ['server/middleware/auth.ts', '~~/db/sqlite/schema'],
  ['server/utils/services.ts', '~~/server/api/v1/query.post'],
  ['server/utils/services.ts', '~~/db/sqlite/client'],
  ['server/tasks/alerts.ts', '~~/db/sqlite/client'],
  ['server/plugins/wire.ts', '~~/server/domain/storage/client'],
  ['server/plugins/wire.ts', '~~/engine/server'],
  ['server/domain/kernel/config.ts', '../storage'],
  ['server/domain/kernel/config.ts', '~~/db/sqlite/schema'],
  ['server/domain/audit/trail.ts', '../identity'],
  ['server/domain/identity/users.ts', '../storage'],
  ['server/domain/identity/users.ts', '../audit/trail'],
  ['server/domain/storage/client.ts', '../engine'],
  ['server/domain/storage/client.ts', '~~/engine/server'],
  ['server/domain/query/executor.ts', '../ingest'],
  ['server/domain/query/executor.ts', '../identity'],
  ['server/domain/query/executor.ts', '../storage/client'],
  ['server/domain/query/executor.ts', '~~/db/sqlite/schema'],
  ['server/domain/ingest/spool.ts', '../query'],
  ['server/domain/ingest/spool.ts', '../identity'],
  ['server/domain/ingest/spool.ts', '~~/server/utils/route'],
  ['server/domain/archive/store.ts', '../ingest'],
  ['server/domain/tail/hub.ts', '../storage'],
  ['server/domain/engine/supervisor.ts', '../storage'],
  ['server/domain/engine/supervisor.ts', '~~/engine/server'],
  ['server/domain/alerts/evaluate.ts', '../storage'],
  ['engine/server.ts', '../server/domain/kernel/index.ts'],
  ['engine/server.ts', '../shared/types/scope.ts'],
  ['db/sqlite/schema.ts', '~~/server/domain/kernel'],
  ['server/api/v1/query.post.ts', '~~/tests/fixtures/browser'],
]

const refusedPackages: [from: string, source: string][] = [
  ...['vue', 'vue-router', '@vueuse/core', 'h3', 'nitropack/runtime', '#imports', '#app', 'node:fs', 'fs', 'fs/promises', 'drizzle-orm', '@clickhouse/client']
    .map((source): [string, string] => ['shared/logql/parser.ts', source]),
  ...['h3', 'nitropack', 'nitropack/runtime', '#imports', 'vue', 'nuxt-auth-utils']
    .map((source): [string, string] => ['server/domain/query/executor.ts', source]),
  ...['drizzle-orm', 'drizzle-orm/better-sqlite3', 'better-sqlite3', '@clickhouse/client']
    .map((source): [string, string] => ['server/api/v1/query.post.ts', source]),
  ...['ofetch', 'node:fs', 'h3', '@clickhouse/client']
    .map((source): [string, string] => ['components/explore/LogTable.vue', source]),
]

describe('imports between rooms', () => {
  it.each(allowed)('%s may import %s', async (from, to) => {
    expect(await brokenRules(from, importing(to))).toEqual([])
  })

  it.each(refused)('%s may not import %s', async (from, to) => {
    expect(await brokenRules(from, importing(to))).toContain('boundaries/dependencies')
  })

  it('a new room has to be entered in the table', async () => {
    expect(await brokenRules('server/domain/newroom/thing.ts', importing('../storage'))).toContain('boundaries/no-unknown-files')
  })

  it.each([
    ['a type', 'import type { Thing } from \'~~/db/sqlite/schema\'\nexport type Used = Thing'],
    ['a re-export', 'export * from \'~~/db/sqlite/schema\''],
    ['a dynamic import', 'export const used = () => import(\'~~/db/sqlite/schema\')'],
  ])('%s counts as an import', async (_kind, code) => {
    expect(await brokenRules('server/api/v1/query.post.ts', code)).toContain('boundaries/dependencies')
  })
})

describe('packages and globals', () => {
  it.each(refusedPackages)('%s may not import %s', async (from, source) => {
    expect(await brokenRules(from, importing(source))).toContain('no-restricted-imports')
  })

  it.each(['$fetch', 'useFetch', 'fetch'])('a component may not call %s', async (name) => {
    expect(await brokenRules('components/explore/LogTable.vue', `await ${name}('/api')`)).toContain('no-restricted-globals')
    expect(await brokenRules('composables/useExplore.ts', `await ${name}('/api')`)).toEqual([])
  })

  it('a template may not call $fetch', async () => {
    const [result] = await eslint.lintText('<template>\n  <a @click="$fetch(\'/api\')" />\n</template>\n', {
      filePath: resolve(root, 'components/explore/LogTable.vue'),
    })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('vue/no-restricted-syntax')
  })

  it('shared/ may not use process or Buffer', async () => {
    expect(await brokenRules('shared/time.ts', 'export const a = process.env')).toContain('no-restricted-globals')
    expect(await brokenRules('shared/time.ts', 'export const a = Buffer.alloc(1)')).toContain('no-restricted-globals')
  })

  it('the server logs through its logger', async () => {
    expect(await brokenRules('server/api/v1/query.post.ts', 'console.log(1)')).toContain('no-console')
  })
})
