import { describe, expect, it } from 'vitest'
import { suggestionsAt } from '../../../../utils/logql/completions'
import type { QueryData } from '../../../../utils/logql/query-data'

const field = (name: string, kind: 'column' | 'attribute' | 'parsed' = 'attribute', type: 'string' | 'number' = 'string') =>
  ({ name, kind, type, count: 1200, coverage: 1, distinct: 2 })

/** Data that remembers what it was asked. */
function spy() {
  const asked: unknown[][] = []
  const data: QueryData = {
    fields: async (log) => {
      asked.push([log])
      return [field('service_name', 'column'), field('status', 'parsed', 'number')]
    },
    values: async (log, name, prefix) => {
      asked.push([log, name, prefix])
      return [{ value: 'check"out', count: 3 }, { value: 'a.b', count: 1 }]
    },
  }
  return { data, asked }
}

/** What is offered where `¦` stands, as it would be in the query. */
async function at(marked: string) {
  const place = marked.indexOf('¦')
  const text = marked.replace('¦', '')
  const { data, asked } = spy()
  const found = await suggestionsAt(text, place, data)
  const written = (label: string) => {
    const option = found!.options.find(each => each.label === label)!
    return `${text.slice(0, found!.from)}${option.apply}${text.slice(found!.to)}`
  }
  return { labels: found?.options.map(({ label }) => label) ?? [], asked, written, found }
}

describe('labels and values', () => {
  it('are those of the data, under the matchers before', async () => {
    const { labels, asked, written, found } = await at('{level="error", serv¦}')
    expect(asked).toEqual([['{level="error"}']])
    expect(labels).toEqual(['service_name'])
    expect(written('service_name')).toBe('{level="error", service_name=""}')
    expect(found!.options[0]).toMatchObject({ detail: '1,200', cursor: 'service_name="'.length })
  })

  it.each([
    ['{service_name=¦', '{service_name="check\\"out"', '{}', ''],
    ['{service_name="ch¦"}', '{service_name="check\\"out"}', '{}', 'ch'],
    ['{service_name="ch¦', '{service_name="check\\"out"', '{}', 'ch'],
    ['{a="b", service_name!=`ch¦`}', '{a="b", service_name!=`check"out`}', '{a="b"}', 'ch'],
    ['{a="b"} | json | service_name="ch¦"', '{a="b"} | json | service_name="check\\"out"', '{a="b"} | json', 'ch'],
    ['sum(rate({a="b"} |= "x" | status > 5 and service_name = ¦', 'sum(rate({a="b"} |= "x" | status > 5 and service_name = "check\\"out"', '{a="b"} |= "x"', ''],
  ])('%s', async (marked, result, log, prefix) => {
    const { asked, written } = await at(marked)
    expect(asked).toEqual([[log, 'service_name', prefix]])
    expect(written('check"out')).toBe(result)
  })

  it('come with the most frequent first, whatever their names', async () => {
    const values = () => Promise.resolve([{ value: 'web', count: 90 }, { value: 'api', count: 10 }])
    const found = await suggestionsAt('{service_name=""}', '{service_name="'.length, { fields: () => Promise.resolve([]), values })
    const [web, api] = found!.options
    expect([web!.label, api!.label]).toEqual(['web', 'api'])
    expect(web!.boost!).toBeGreaterThan(api!.boost!)
  })

  it('are escaped for a regular expression', async () => {
    expect((await at('{app=~"a¦"}')).written('a.b')).toBe('{app=~"a\\\\.b"}')
  })
})

describe('the language', () => {
  it.each([
    ['¦', ['{', 'rate', 'sum']],
    ['{a="b"} ¦', ['|=', '| json', '| search', '| ']],
    ['{a="b"} | ¦', ['json', 'search', 'status']],
    ['{a="b"} | lin¦', ['line_format']],
    ['rate({a="b"} | json | ¦', ['unwrap', 'status']],
    ['rate({a="b"} | unwrap ¦', ['status', 'duration()']],
    ['rate({a="b"}[¦', ['5m', '1h']],
    ['rate({a="b"}[5¦]', ['5m']],
    ['sum by (¦) (rate({a="b"}[5m]))', ['service_name']],
    ['{a="b"} | line_format "{{ .st¦ }}"', ['.status']],
    ['{a="b"} | line_format "{{ up¦ }}"', ['ToUpper']],
    ['{a="b"} | drop ¦', ['status']],
    ['{a="b"} | status ¦', ['=', '>=']],
    ['{a ¦', ['=', '=~']],
    ['sum(rate({a="b"}[5m])) ¦', ['by', 'offset']],
    ['rate({a="b"} | json ¦', ['|=', '[']],
  ])('%s', async (marked, wanted) => {
    expect((await at(marked)).labels).toEqual(expect.arrayContaining(wanted))
  })

  it.each(['{a="b"} |= "x¦', '{a="b"} | regexp "x¦', '# comment¦', '{a="b"} | line_format "x ¦', '{a="b" ¦'])('says nothing in %s', async (marked) => {
    expect((await at(marked)).labels).toEqual([])
  })

  it('asks for fields under the query so far', async () => {
    expect((await at('{a="b"} | json | level="x" | ¦ |= "later"')).asked).toEqual([['{a="b"} | json | level="x"']])
    expect((await at('sum by (¦) (rate({a="b"} | json [5m]))')).asked).toEqual([['{a="b"} | json']])
  })

  it('offers words as a search, and only words', async () => {
    const { labels, written } = await at('timeout checkout¦')
    expect(labels[0]).toBe('timeout checkout')
    expect(written('{')).toBe('timeout {}')
    expect((await at('sum(¦')).labels).not.toContain('sum(')
  })
})
