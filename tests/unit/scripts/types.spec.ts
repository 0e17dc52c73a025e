import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Project { name: string, files: string[], options: ts.CompilerOptions }

/** The projects that `vue-tsc -b` builds, each with the files it would check. */
function readProjects(): Project[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: { references: { path: string }[] } }
  return config.references.map(({ path }) => {
    const file = join(root, path)
    const parsed = ts.parseJsonConfigFileContent(
      ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, dirname(file), undefined, file, undefined,
      [{ extension: 'vue', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }],
    )
    return { name: path, files: parsed.fileNames.map(name => relative(root, name)), options: parsed.options }
  })
}

/** Every source that git knows, or would if it were added. */
function sources(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  // Programs of the tests in plain JavaScript are too small to be worth a project.
  return list.split('\n').filter(name => !/^tests\/.*\.mjs$/.test(name)).filter(name => /\.(?:ts|mts|vue|mjs|cjs)$/.test(name))
}

describe('types', () => {
  const projects = readProjects()

  it('every source file is in a project', () => {
    const covered = new Set(projects.flatMap(({ files }) => files))
    const outside = sources().filter(name => !covered.has(name))
    // It reads .nuxt/eslint.config.mjs, which is not typed.
    expect(outside.filter(name => name !== 'eslint.config.mjs')).toEqual([])
  })

  it.each(readProjects())('$name is strict', ({ options }) => {
    expect(options).toMatchObject({ strict: true, noUncheckedIndexedAccess: true })
  })

  it('the engine and the scripts can be run by Node itself', () => {
    const scripts = JSON.parse(readFileSync(join(root, 'scripts/tsconfig.json'), 'utf8')) as { compilerOptions: object }
    expect(scripts.compilerOptions).toMatchObject({ erasableSyntaxOnly: true })
  })
})
