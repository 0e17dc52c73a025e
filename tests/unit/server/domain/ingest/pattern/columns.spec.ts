import { describe, expect, it } from 'vitest'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { PatternBook } from '~~/server/domain/ingest/pattern/book'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { appSchema } from '~~/server/domain/storage'
import { readColumns } from '~~/tests/fixtures/columns'

/** The texts that go with these lines. */
function texts(columns: ReturnType<Patterns['begin']>, lines: string[]): string[] {
  const writer = new ColumnWriter(appSchema).open()
  for (const line of lines) {
    const bytes = Buffer.from(line)
    writer.startRow()
    writer.skip(appSchema.columns.findIndex(([name]) => name === 'PatternHash') - 2)
    columns.write(writer, bytes, 0, bytes.length)
  }
  const rows = readColumns(appSchema, writer.finish(bytes => Buffer.alloc(bytes)))
  expect(rows.map(({ PatternHash }) => PatternHash !== 0n)).toEqual(lines.map(line => line !== ''))
  return rows.map(({ PatternText }) => PatternText as string)
}

describe('the text of a pattern', () => {
  it('goes with its first line, for each table', () => {
    const patterns = new Patterns()
    expect(texts(patterns.begin('a'), ['n 1', 'n 2', 'm'])).toEqual(['n <_>', '', 'm'])
    expect(texts(patterns.begin('a'), ['n 3', 'o'])).toEqual(['', 'o'])
    expect(texts(patterns.begin('b'), ['n 4'])).toEqual(['n <_>'])
  })

  it('goes again when the lines were not stored', () => {
    const patterns = new Patterns()
    const failed = patterns.begin('a')
    texts(failed, ['n 1'])
    failed.discard()
    expect(texts(patterns.begin('a'), ['n 2', 'n 3'])).toEqual(['n <_>', ''])
  })

  it('is nothing for an empty line', () => {
    expect(texts(new Patterns().begin('a'), [''])).toEqual([''])
  })
})

it('a book holds more than it has room for by forgetting', () => {
  const book = new PatternBook()
  for (let i = 1; i <= 200_000; i++) {
    book.add(i, i % 7)
    expect(book.has(i, i % 7)).toBe(true)
  }
  expect(book.has(0, 5)).toBe(false)
})
