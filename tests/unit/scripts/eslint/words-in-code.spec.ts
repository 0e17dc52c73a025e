import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const RULE = 'cordwood/words-in-code'
let eslint: ESLint

// Loading every plugin takes seconds on a busy machine: once, and outside of the tests' time limit.
beforeAll(async () => {
  eslint = new ESLint({ cwd: root })
  await eslint.lintText('export {}\n', { filePath: resolve(root, 'utils/some.ts') })
})

/** How many words lint refuses in code; the file need not exist. */
async function refused(code: string, file = 'utils/some.ts'): Promise<number> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: resolve(root, file) })
  expect(result?.messages.filter(({ fatal }) => fatal)).toEqual([])
  return (result?.messages ?? []).filter(({ ruleId, severity }) => ruleId === RULE && severity === 2).length
}

describe('words in code', () => {
  it.each([
    `export const hint = 'Choose a shorter range.'`,
    `export const name = of ?? 'a table behind a view'`,
    `export const name = of || '(none)'`,
    `throw new Error('The chart could not be made')`,
    `throw new Error(\`There is no \${file}\`)`,
    'export const text = `Last ${duration}`',
    'export const text = `${count} lines of this`',
    `export const facts = [['Different values', 1]]`,
    `export const WORDS = { '!~': 'does not match' }`,
    `export const items = [{ label: 'Markdown', run }, { label: 'Copy', run }]`,
    `toast.add({ title: 'Saved' })`,
    `useHead({ title: 'Explore logs' })`,
    `export const shown = { detail: busy ? 'Working' : '' }`,
  ])('%s is refused', async (code) => {
    expect(await refused(code)).toBe(1)
  })

  it.each(['composables/useSome.ts', 'middleware/some.ts', 'utils/logql/some.ts', 'components/explore/some.ts'])('in %s', async (file) => {
    expect(await refused(`export const hint = 'Try again later'`, file)).toBe(1)
  })

  it.each([
    ['the script of a component', `<script setup lang="ts">\nconst title = 'Try again'\n</script>\n\n<template>\n  <p>{{ title }}</p>\n</template>`],
    ['an expression in a template', `<template>\n  <p>{{ count === 0 ? 'No lines yet' : count }}</p>\n</template>`],
    ['a bound attribute', `<template>\n  <button :aria-label="open ? 'Close' : texts.open" />\n</template>`],
  ])('in %s', async (_where, code) => {
    expect(await refused(code, 'components/queries/Some.vue')).toBe(1)
  })

  it.each([
    `export const label = texts.retry`,
    `import some from 'Some thing'`,
    `export type Kind = 'Some thing' | 'other thing'`,
    'export const COLUMNS = `SELECT table, name FROM system.columns ORDER BY table`',
    `export const item = { class: 'rounded px-1 font-medium', ui: { root: 'hidden flex' } }`,
    `export const theme = { '.cm-scroller > .cm-layer': { border: '1px solid var(--ui-border)' } }`,
    `export const formats = [{ label: 'CSV' }, { label: 'LogQL' }, { label: 'pattern_hash' }]`,
    `export const isEnter = key === 'Enter'`,
    'export const time = `${minutes} min ${seconds} s`',
    `export const style = styleTags({ 'Number Duration Bytes': number })`,
  ])('%s is let through', async (code) => {
    expect(await refused(code)).toBe(0)
  })

  it('lets classes in templates through, and everything in utils/messages', async () => {
    expect(await refused(`<template>\n  <p :class="open ? 'hidden flex' : 'Some thing'" />\n</template>`, 'components/queries/Some.vue')).toBe(0)
    expect(await refused(`export const someTexts = { retry: 'Try again' } as const`, 'utils/messages/some.ts')).toBe(0)
  })
})
