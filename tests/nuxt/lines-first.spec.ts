import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { QueryStatus } from '~/composables/useAttempt'

describe('useLinesFirst', () => {
  const status = ref<QueryStatus>('idle')
  const called: string[] = []
  let scope: ReturnType<typeof effectScope>
  let first: ReturnType<typeof useLinesFirst>

  beforeEach(() => {
    vi.useFakeTimers()
    status.value = 'loading'
    called.length = 0
    scope = effectScope()
    first = scope.run(() => useLinesFirst(status))!
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })
  const ask = (name: string) => void first.afterLines(() => called.push(name))
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  it.each(['streaming', 'done', 'failed'] as const)('waits until the lines are %s', async (next) => {
    ask('a')
    await pass(100)
    expect([first.held.value, called]).toEqual([true, []])
    status.value = next
    await pass(0)
    expect([first.held.value, called]).toEqual([false, ['a']])
  })

  it('does not wait where no lines are asked for', async () => {
    status.value = 'done'
    ask('a')
    await pass(0)
    expect(called).toEqual(['a'])
  })

  it('goes on where the lines take their time', async () => {
    ask('a')
    await pass(199)
    expect(called).toEqual([])
    await pass(1)
    expect([first.held.value, called]).toEqual([false, ['a']])
  })

  it('forgets what was asked before, and all when its page has gone', async () => {
    ask('a')
    await pass(150)
    ask('b')
    await pass(150)
    expect([first.held.value, called]).toEqual([true, []])
    scope.stop()
    await pass(1000)
    expect(called).toEqual([])
  })
})
