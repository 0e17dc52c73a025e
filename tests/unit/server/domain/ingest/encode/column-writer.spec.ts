import { describe, expect, it } from 'vitest'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import type { TableSchema } from '~~/server/domain/storage'
import { readColumns } from '~~/tests/fixtures/columns'

const schema: TableSchema = {
  name: 'test', version: 1, layout: 'columns', createSql: () => '',
  columns: [
    ['Segment', 'UInt64', ''], ['Ordinal', 'UInt32', ''],
    ['Small', 'UInt8', ''], ['Text', 'LowCardinality(String)', ''], ['Labels', 'Map(LowCardinality(String), String)', ''], ['Time', 'DateTime64(9)', ''],
  ],
}
const written = (writer: ColumnWriter) => readColumns(schema, writer.finish(bytes => Buffer.alloc(bytes, 0xAA)))

describe('ColumnWriter', () => {
  it('writes values by their columns, and defaults where it is skipped', () => {
    const writer = new ColumnWriter(schema).open()
    writer.startRow()
    writer.uint8(7)
    writer.string('a')
    writer.mapOf(2)
    writer.entry('k', 'v')
    writer.entryUtf8(Buffer.from('xnamevaluey'), 1, 5, 5, 10)
    writer.dateTime64Nanos(1, 5)
    writer.startRow()
    writer.startRow()
    writer.skip(1)
    writer.utf8(Buffer.from('abc'), 1, 3)
    writer.mapOf(0)
    writer.dateTime64Nanos(2, 0)
    expect(written(writer)).toEqual([
      { Small: 7n, Text: 'a', Labels: [['k', 'v'], ['name', 'value']], Time: 1_000_000_005n },
      { Small: 0n, Text: '', Labels: [], Time: 0n },
      { Small: 0n, Text: 'bc', Labels: [], Time: 2_000_000_000n },
    ])
  })

  it('forgets what it had when it is opened again, large columns too', () => {
    const writer = new ColumnWriter(schema).open()
    for (let i = 0; i < 10; i++) {
      writer.startRow()
      writer.skip(1)
      writer.string('x'.repeat(1_000_000))
    }
    expect(written(writer)).toHaveLength(10)
    expect(written(writer.open())).toEqual([])
    writer.open().startRow()
    expect(written(writer)).toEqual([{ Small: 0n, Text: '', Labels: [], Time: 0n }])
  })

  it('shows the last text that was written', () => {
    const writer = new ColumnWriter(schema).open()
    writer.startRow()
    writer.skip(1)
    const size = writer.string('Größe')
    expect(writer.memory.toString('utf8', writer.length - size, writer.length)).toBe('Größe')
  })

  it('writes numbers that may be NULL, which they are where they are skipped', () => {
    const sizes: TableSchema = { ...schema, columns: [...schema.columns.slice(0, 2), ['Size', 'Nullable(UInt64)', ''], ['Status', 'UInt16', '']] }
    const writer = new ColumnWriter(sizes).open()
    for (const size of [0, undefined, 2 ** 53 - 1]) {
      writer.startRow()
      writer.nullableUint64(size)
      writer.uint16(599)
    }
    writer.startRow()
    writer.skip(1)
    writer.uint16(65_535)
    expect(readColumns(sizes, writer.finish(bytes => Buffer.alloc(bytes, 0xAA)))).toEqual([
      { Size: 0n, Status: 599n }, { Size: null, Status: 599n }, { Size: 2n ** 53n - 1n, Status: 599n }, { Size: null, Status: 65_535n },
    ])
    expect(readColumns(sizes, writer.open().finish(bytes => Buffer.alloc(bytes)))).toEqual([])
  })

  it('refuses a column that it can’t write', () => {
    expect(() => new ColumnWriter({ ...schema, columns: [...schema.columns, ['Bad', 'Array(UInt8)', '']] })).toThrow('Bad is Array(UInt8)')
  })
})
