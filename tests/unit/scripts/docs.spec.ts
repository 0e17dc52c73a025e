import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Name → default as text, from the schema's source: `''` and optional settings have none to show. */
function settings(): Map<string, string> {
  const [, body = ''] = /const environmentSchema = z\.object\(\{\n([\s\S]*?)\n\}\)/.exec(read('server/domain/kernel/config.ts')) ?? []
  return new Map(body.split('\n').flatMap((line) => {
    const [, name] = /^\s*([A-Z][A-Z0-9_]*):/.exec(line) ?? []
    const [, value = ''] = /(?:default|megabytes|byRole)\('?([^')]*)'?[,)]/.exec(line) ?? []
    return name ? [[name, value] as const] : []
  }))
}

/** The README's table of settings. */
function documented(): Map<string, string> {
  const rows = read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| (?:`([^`]*)`)? ?\|/gm)
  return new Map([...rows].map(([, name = '', value = '']) => [name, value]))
}

describe('README', () => {
  it('lists every setting with its default', () => {
    expect(settings().size).toBeGreaterThan(10)
    expect(Object.fromEntries(documented())).toEqual(Object.fromEntries(settings()))
  })
})

describe('documentation', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]

  it.each(pages)('%s links to files that exist', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target)
    const missing = targets.filter(target => !existsSync(resolve(root, dirname(page), target)))
    // The picture is made from the interface: npm run screenshots.
    expect(missing.filter(target => target !== 'docs/images/explore.png')).toEqual([])
  })

  it.each(pages)('%s names npm scripts that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...read(page).matchAll(/npm run ([a-z0-9:]+)/g)].map(([, name = '']) => name)
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })
})
