import { createServer, type AddressInfo, type Server } from 'node:net'
import { ClickHouseError } from '@clickhouse/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBreaker, type BreakerState } from '~~/server/domain/storage/breaker'
import { createBreakers, createStorageClients } from '~~/server/domain/storage/client'

const refused = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
const answered = () => Promise.reject(new ClickHouseError({ message: 'Unknown table', code: '60', type: 'UNKNOWN_TABLE' }))

afterEach(() => vi.useRealTimers())

describe('circuit breaker', () => {
  it('opens after failures in a row, tries again, and closes when the server is back', async () => {
    vi.useFakeTimers()
    const seen: BreakerState[] = []
    const breaker = createBreaker({ failures: 3, shortestMs: 1000, onChange: state => seen.push(state) })
    for (let i = 0; i < 3; i++) await expect(breaker.run(refused)).rejects.toThrow('ECONNREFUSED')
    expect(breaker.state()).toBe('open')

    const work = vi.fn(async () => 'answer')
    await expect(breaker.run(work)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 2 })
    expect(work).not.toHaveBeenCalled()

    await vi.advanceTimersByTimeAsync(5000)
    expect(await breaker.run(work)).toBe('answer')
    expect(breaker.state()).toBe('closed')
    expect(seen).toEqual(['open', 'half-open', 'closed'])
  })

  it('gives the impression of trying from the first request on that got no answer, until one does', async () => {
    const breaker = createBreaker({ failures: 3 })
    expect(breaker.impression()).toBe('closed')
    await expect(breaker.run(refused)).rejects.toThrow()
    expect([breaker.state(), breaker.impression()]).toEqual(['closed', 'half-open'])
    await expect(breaker.run(answered)).rejects.toThrow()
    expect(breaker.impression()).toBe('closed')
    for (let i = 0; i < 3; i++) await expect(breaker.run(refused)).rejects.toThrow()
    expect(breaker.impression()).toBe('open')
  })

  it('does not open for what ClickHouse answers, nor for queries that were cancelled', async () => {
    const breaker = createBreaker({ failures: 2 })
    for (let i = 0; i < 10; i++) {
      await expect(breaker.run(answered)).rejects.toThrow('Unknown table')
      await expect(breaker.run(() => Promise.reject(new Error('The user aborted a request.')))).rejects.toThrow('aborted')
    }
    expect(breaker.state()).toBe('closed')
  })

  it('counts what ran out of time, unless it is told not to', async () => {
    const late = () => Promise.reject(new Error('Timeout error.'))
    const { reader, writer } = createBreakers()
    for (let i = 0; i < 10; i++) {
      await expect(reader.run(late)).rejects.toThrow('Timeout')
      await expect(writer.run(late)).rejects.toThrow()
    }
    expect([reader.state(), writer.state()]).toEqual(['closed', 'open'])
  })

  it('guards the clients’ requests, each client by itself: past the failures nothing goes out any more', async () => {
    let connections = 0
    const server: Server = createServer((socket) => {
      connections++
      socket.destroy()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const breaker = createBreaker({ failures: 2, shortestMs: 60_000 })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const clients = createStorageClients({ url, user: 'u', password: 'p', database: 'd' }, { reader: breaker, writer: createBreaker() })
    for (let i = 0; i < 5; i++) await expect(clients.reader.query({ query: 'SELECT 1' })).rejects.toThrow()
    expect(breaker.state()).toBe('open')
    const before = connections
    await expect(clients.reader.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: 'unavailable' })
    expect(connections).toBe(before)
    await expect(clients.writer.command({ query: 'SELECT 1' })).rejects.not.toMatchObject({ code: 'unavailable' })
    expect(await clients.health.ping({ select: true })).toMatchObject({ success: false })
    expect(connections).toBeGreaterThan(before + 1)
    await clients.close()
    server.close()
  })
})
