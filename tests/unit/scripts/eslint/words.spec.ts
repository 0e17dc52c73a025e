import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const RULE = 'vue/no-bare-strings-in-template'
let eslint: ESLint

// Loading every plugin takes seconds on a busy machine: once, and outside of the tests' time limit.
beforeAll(async () => {
  eslint = new ESLint({ cwd: root })
  await eslint.lintText('export {}\n', { filePath: resolve(root, 'components/queries/Some.vue') })
})

/** How many words lint refuses in a template; the file need not exist. */
async function refused(template: string, file = 'components/queries/Some.vue'): Promise<number> {
  const [result] = await eslint.lintText(`<template>\n  ${template}\n</template>\n`, { filePath: resolve(root, file) })
  return (result?.messages ?? []).filter(({ ruleId, severity }) => ruleId === RULE && severity === 2).length
}

describe('words in templates', () => {
  it.each([
    '<p>Try again</p>',
    '<p>{{ count }} lines</p>',
    '<p title="Wrap long lines" />',
    '<button aria-label="Close" />',
    '<UInput placeholder="Find a field" />',
    '<UFormField label="Name" />',
    '<UFormField help="At least 10 characters." />',
    '<UFormField hint="Optional" />',
    '<UModal description="It goes to disk as it is read." />',
    '<UTooltip text="Zoom out" />',
    '<img alt="A chart">',
  ])('%s is refused', async (template) => {
    expect(await refused(template)).toBe(1)
  })

  it.each(['components/explore/list/Some.vue', 'layouts/some.vue', 'pages/projects/[id]/some.vue', 'app.vue'])('in %s', async (file) => {
    expect(await refused('<p>Try again</p>', file)).toBe(1)
  })

  it.each([
    '<p>{{ texts.retry }}</p>',
    '<p :title="texts.wrapHint">×{{ count }} · {{ share }} % (…)</p>',
    '<p>SQL, LogQL, CSV, Parquet</p>',
    '<p class="text-muted" name="query" />',
    '<code>{from}</code>',
  ])('%s is let through', async (template) => {
    expect(await refused(template)).toBe(0)
  })
})
