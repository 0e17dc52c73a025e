import { describe, expect, it } from 'vitest'
import { readStatement } from '~~/server/domain/ingest/clickhouse'
import { appTable } from '~~/server/domain/ingest/clickhouse/app-table'
import { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureLine, injureText, splice } from '../../../../../fixtures/fuzz/injure'
import { lineCase } from '../../../../../fixtures/fuzz/lines'
import { twistJson } from '../../../../../fixtures/fuzz/twist'
import { insert, NOW } from './support'

const columns = ['Timestamp', 'Body', 'SeverityText', 'LogAttributes', 'n'] as const
const named = `(${columns.join(', ')})`
const row = (mark: string, chance: Chance) => ({
  Timestamp: chance.pick<string | number>(['2026-01-02 03:04:05.123456789', 1_767_323_045, '1767323045.5']), Body: mark, SeverityText: chance.pick(['warn', '']), LogAttributes: { a: { b: [1] } }, n: 1,
})
const values = (mark: string, chance: Chance) => Object.values(row(mark, chance))
const text = (value: unknown) => typeof value === 'object' ? '{\'a\':\'b\'}' : String(value)

describe('injured inserts', () => {
  itSurvives('JSONEachRow', { decode: body => insert('JSONEachRow', body), make: (chance, marks) => lineCase((mark, own) => JSON.stringify(row(mark, own)), chance, marks) })

  itSurvives('JSONCompactEachRow', {
    decode: body => insert('JSONCompactEachRow', body, { columns: named }),
    make: (chance, marks) => between(chance, marks, mark => JSON.stringify(values(mark, chance)), piece => chance.below(2) ? injureLine(piece, chance) : Buffer.from(twistJson(JSON.parse(piece.toString()) as object, chance))),
  })

  // Cells without quotes: an injured quote may make lines that follow a part of its cell, as CSV has it.
  itSurvives('CSV', { decode: body => insert('CSV', body, { columns: named }), make: (chance, marks) => between(chance, marks, mark => values(mark, chance).map(text).join(','), piece => injureLine(piece, chance)) })
  itSurvives('CSV in quotes', {
    decode: body => insert('CSVWithNames', body),
    make: (chance, marks) => {
      const rows = some(chance, marks, mark => values(mark, chance).map(value => `"${text(value)}"`).join(','))
      return { body: Buffer.concat([Buffer.from(`${columns.join(',')}\n`), injureText(Buffer.from(`${rows.join('\n')}\n`), chance)]) }
    },
  })

  itSurvives('TabSeparated', {
    decode: body => insert('TabSeparated', body, { columns: named }),
    make: (chance, marks) => {
      // A backslash at the end of a line takes the next one in.
      const made = between(chance, marks, mark => values(mark, chance).map(text).join('\t'), piece => Buffer.from(injureLine(piece, chance).toString('latin1').replace(/\\+$/, ''), 'latin1'))
      return { ...made, sent: Buffer.from(made.body.toString('latin1').replaceAll('\\', '')) }
    },
  })

  for (const format of ['JSON', 'JSONCompact', 'JSONObjectEachRow']) {
    itSurvives(format, {
      decode: body => insert(format, body),
      make: (chance, marks) => {
        const document = () => Buffer.from(JSON.stringify(documentOf(format, chance, marks), null, chance.below(3)))
        const kind = chance.below(3)
        return { body: kind === 0 ? splice(document(), document(), chance) : kind === 1 ? injureText(document(), chance) : Buffer.from(twistJson(documentOf(format, chance, marks), chance)) }
      },
    })
  }
})

function documentOf(format: string, chance: Chance, marks: Marks): object {
  if (format === 'JSON') return { meta: [], data: some(chance, marks, mark => row(mark, chance)), rows: 1 }
  if (format === 'JSONObjectEachRow') return Object.fromEntries(some(chance, marks, mark => [mark, row(mark, chance)] as const))
  return { meta: columns.map(name => ({ name, type: 'String' })), data: some(chance, marks, mark => values(mark, chance)) }
}

const some = <T>(chance: Chance, marks: Marks, make: (mark: string) => T): T[] => Array.from({ length: 1 + chance.below(4) }, () => make(marks.next()))

/** An injured row between two good ones. */
function between(chance: Chance, marks: Marks, line: (mark: string) => string, injured: (line: Buffer) => Buffer) {
  const good = [marks.next(), marks.next()]
  return { body: Buffer.concat([Buffer.from(`${line(good[0]!)}\n`), injured(Buffer.from(line(marks.next()))), Buffer.from(`\n${line(good[1]!)}\n`)]), good }
}

describe('injured statements', () => {
  it('are read, end too early, or are refused in ClickHouse’s words', () => {
    const chance = new Chance(1)
    const whole = Buffer.from('INSERT /* a */ INTO "db".{table:Identifier} (`a`, "b""c", d.e) SETTINGS x = \'it\\\'s\', y=1 -- b\n FORMAT JSONEachRow\n{"a":1}')
    for (let i = 0; i < 10_000; i++) {
      const bytes = injureText(whole, chance)
      try {
        const statement = readStatement(bytes, name => name === 'table' ? 'app' : undefined)
        if (statement && (statement.dataAt > bytes.length || statement.table === '')) expect(bytes.toString('latin1')).toBe('a statement within its bytes')
      }
      catch (error) {
        if (!(error as { exception?: string }).exception) throw new Error(`${String(error)}: ${bytes.toString('base64')}`, { cause: error })
      }
    }
  })
})

describe('hostile rows', () => {
  it.each<[string, string, string]>([
    ['CSV', 'quotes', '"'.repeat(900_001)], ['CSV', 'quotes in lines', '"\n'.repeat(450_000)], ['CSV', 'pairs of quotes in lines', '""\n'.repeat(100_000)], ['CSV', 'open quotes behind bare cells', `${'a'.repeat(200)},"\n`.repeat(4000)],
    ['CSV', 'cells over lines that end badly', `${'"a\n","b\n",'.repeat(80_000)}"x"y`], ['CSV', 'commas', ','.repeat(1_000_000)], ['CSV', 'blanks', ' '.repeat(1_000_000)], ['CSV', 'blank lines', '\r\n'.repeat(500_000)],
    ['CSV', 'one line', 'a'.repeat(5_000_000)], ['TSV', 'tabs', '\t'.repeat(1_000_000)], ['TSV', 'backslashes', '\\'.repeat(1_000_000)], ['TSV', 'backslashes in lines', '\\\n'.repeat(500_000)],
    ['JSONEachRow', 'brackets', '['.repeat(1_000_000)], ['JSONCompactEachRow', 'brackets', '['.repeat(1_000_000)], ['JSONCompactEachRow', 'brackets in lines', '[\n'.repeat(100_000)], ['JSONCompactEachRow', 'commas', `[1]${','.repeat(900_000)}`],
    ['JSON', 'members', `{${'"a":1,'.repeat(150_000)}`], ['JSON', 'nesting', `{"data":${'['.repeat(500_000)}`], ['JSON', 'rows', `{"data":[${'{"a":1},'.repeat(100_000)}]}`], ['JSONCompact', 'a long list of columns', `{"meta":[${'{"name":"a"},'.repeat(150_000)}],"data":[]}`],
    ['JSONObjectEachRow', 'broken members', `{${'"a":{x},'.repeat(100_000)}}`], ['JSONObjectEachRow', 'nesting', '{"a":'.repeat(200_000)],
  ])('%s does not hang on %s', (format, _what, body) => {
    const { records, rejects } = insert(format, body, { columns: format === 'JSON' ? '' : '(Body, a)' })
    expect(records.length + rejects.length).toBeLessThanOrEqual(500_000)
  })

  it('a map’s text does not hang', () => {
    const table = appTable(NOW, { maxNesting: 100 } as Parameters<typeof appTable>[1])
    for (const LogAttributes of [`{'${'\\'.repeat(1_000_000)}`, `{${'\'a\':'.repeat(200_000)}}`, `{'a':'b'${' '.repeat(1_000_000)}x}`, `{${'{'.repeat(500_000)}}`, `{${'"a":{'.repeat(200_000)}${'}'.repeat(200_001)}`, `{${' '.repeat(1_000_000)}'}`]) {
      expect(table.addRow({ LogAttributes }, [])).toBe('LogAttributes must be a map, got another text')
    }
  })
})
