import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoints } from '#shared/api/endpoints'
import { clickhouseParamsSchema } from '#shared/schemas/clickhouse'
import { deadLetterDownloadQuerySchema } from '#shared/schemas/dead-letters'
import { rawParamsSchema } from '#shared/schemas/ingest'
import { readQuery } from '~~/server/utils/query-parameters'

const refusal = (message: string) => expect.objectContaining({ code: 'bad_request', message: expect.stringContaining(message) as string })

describe('query parameters', () => {
  it('are read by their schema; others are left out', () => {
    expect(readQuery({ query: rawParamsSchema }, { source: 'app', other: '1', more: ['1', '2'] })).toEqual({ source: 'app', format: 'auto' })
    expect(readQuery({}, { anything: ['1'] })).toBeUndefined()
    expect(() => readQuery({ query: rawParamsSchema }, { source: 'No Slug' })).toThrow(z.ZodError)
  })

  it.each([
    [{ source: ['a', 'b'] }, '“source” was given more than once'], [{ source: ['a', 'a'] }, '“source” was given more than once'],
    [{ format: ['raw', 'plain'] }, '“format” was given more than once'],
    [{ 'source[]': 'a' }, 'Send source=…'], [{ 'source[0]': 'a' }, 'Send source=…'], [{ 'source[x]': ['a'] }, 'Send source=…'],
  ])('that are lists are refused: %j', (given, message) => {
    expect(() => readQuery({ query: rawParamsSchema }, given)).toThrow(refusal(message))
  })

  it('that no schema names, as ClickHouse’s settings, are refused as lists', () => {
    expect(readQuery({ query: clickhouseParamsSchema }, { async_insert: '1' })).toEqual({ async_insert: '1' })
    expect(() => readQuery({ query: clickhouseParamsSchema }, { format_csv_delimiter: [';', ','] })).toThrow(refusal('“format_csv_delimiter” was given more than once'))
    expect(() => readQuery({ query: clickhouseParamsSchema }, { database: ['a', 'b'] })).toThrow(refusal('“database”'))
  })

  it('may be lists where the schema says so', () => {
    const range = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }
    expect(readQuery({ query: deadLetterDownloadQuerySchema }, { ...range, source: ['a', 'b'] })).toMatchObject({ source: ['a', 'b'] })
    expect(() => readQuery({ query: deadLetterDownloadQuerySchema }, { ...range, 'source[]': 'a' })).toThrow(refusal('Send source=…'))
    expect(() => readQuery({ query: deadLetterDownloadQuerySchema }, { ...range, source: ['No Slug', 'b'] })).toThrow(z.ZodError)
  })

  it('that belong in the body say so', () => {
    for (const given of [{ source: 'app' }, { source: ['a', 'b'] }]) expect(() => readQuery(endpoints.query, given)).toThrow(refusal('“source” belongs in the body'))
    expect(() => readQuery(endpoints.query, { 'source[]': 'app' })).toThrow(refusal('Send source=…'))
  })
})
