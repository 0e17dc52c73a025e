import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { attacks, bombs } from './attacks'
import { ask, CANARY, openSqlStore, type SqlStore } from './support'

let store: SqlStore
beforeAll(async () => {
  store = await openSqlStore()
})
afterAll(() => store?.close())

/** What a statement comes to: an error of ours, or the answer. */
async function outcome(text: string): Promise<{ error: unknown, shown: string }> {
  try {
    return { error: undefined, shown: JSON.stringify(await ask(store, text)) }
  }
  catch (error) {
    return { error, shown: error instanceof Error ? error.message : String(error) }
  }
}

/** The canary, real names and what we put into statements; not what the statement itself has said. */
const reveals = (shown: string, text: string) =>
  shown.includes(CANARY) || [...shown.matchAll(/cw[0-9a-f]{16}|\(version|DB::|source_\w+|\/(?:tmp|etc)\/\w+/g)].some(([found]) => !text.includes(found))

describe('hostile SQL', () => {
  it('is refused, every statement, and changes and reveals nothing', async () => {
    const before = await store.otherState()
    const statements = attacks(store)
    expect(statements.length).toBeGreaterThan(200)
    const passed: string[] = []
    for (const text of statements) {
      const { error, shown } = await outcome(text)
      if (!(error instanceof AppError) || error.code !== 'bad_request') passed.push(`${text} → ${shown}`)
      if (reveals(shown, text)) passed.push(`${text} revealed ${shown}`)
    }
    expect(passed).toEqual([])
    expect(await store.otherState()).toBe(before)
    expect(existsSync(store.out)).toBe(false)
  })

  it.each(bombs.map(text => [text.slice(0, 60), text]))('is bounded: %s', async (_what, text) => {
    const { error, shown } = await outcome(text)
    if (error !== undefined) expect(error, shown).toBeInstanceOf(AppError)
    else expect((JSON.parse(shown) as { rows: unknown[] }).rows.length).toBeLessThanOrEqual(50)
  })

  it('leaves the engine at work', async () => {
    expect((await ask(store, 'SELECT count() FROM app')).rows).toEqual([['60']])
  })
})

/** That the canaries are where they are: the engine alone, without the guard, would give them. */
describe('the guard is what refuses', () => {
  it('other functions and tables pass', async () => {
    expect((await ask(store, 'SELECT Body FROM "my-source" ORDER BY Ordinal LIMIT 1')).rows).toEqual([['line 0']])
  })
})
