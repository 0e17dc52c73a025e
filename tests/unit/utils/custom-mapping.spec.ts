import { describe, expect, it } from 'vitest'
import type { InspectedColumn } from '#shared/schemas/custom-table'
import { attributeOf, mappingGap, purposeInWords, purposeOf, purposesOf, withAttribute, withPurpose, type MappingDraft } from '~~/utils/custom-mapping'

const column = (name: string, roles: InspectedColumn['roles'] = []): InspectedColumn => ({ name, type: 'String', fillable: true, roles })
const mapping: MappingDraft = { time: 'ts', body: 'text', fields: { status: 'http.status', spare: null } }

describe('what a column takes', () => {
  it('is its role, an attribute, or nothing', () => {
    expect(['ts', 'text', 'status', 'spare', 'other'].map(name => purposeOf(mapping, name))).toEqual(['time', 'body', 'attribute', 'nothing', 'attribute'])
    expect(['status', 'other'].map(name => attributeOf(mapping, name))).toEqual(['http.status', 'other'])
  })

  it('is chosen of what its type allows', () => {
    expect(purposesOf(column('x', ['body', 'rest'])).map(({ value }) => value)).toEqual(['body', 'rest', 'attribute', 'nothing'])
  })

  it('changes, and a role leaves the column that had it', () => {
    expect(withPurpose(mapping, 'other', 'body')).toEqual({ time: 'ts', body: 'other', fields: { status: 'http.status', spare: null } })
    expect(withPurpose(mapping, 'text', 'service')).toEqual({ time: 'ts', service: 'text', fields: { status: 'http.status', spare: null } })
    // A role takes the place of an attribute.
    expect(withPurpose(mapping, 'status', 'severity')).toEqual({ time: 'ts', body: 'text', severity: 'status', fields: { spare: null } })
    expect(withPurpose(mapping, 'spare', 'attribute')).toEqual({ time: 'ts', body: 'text', fields: { status: 'http.status' } })
    expect(withPurpose(mapping, 'ts', 'nothing')).toEqual({ body: 'text', fields: { status: 'http.status', spare: null, ts: null } })
  })

  it('may be another attribute than that of its name', () => {
    expect(withAttribute(mapping, 'other', ' a.b ').fields).toEqual({ status: 'http.status', spare: null, other: 'a.b' })
    expect(withAttribute(mapping, 'status', 'status').fields).toEqual({ spare: null })
    expect(withAttribute(mapping, 'status', ' ').fields).toEqual({ spare: null })
  })

  it('survives names that objects have already', () => {
    const odd = withPurpose(withAttribute({ fields: {} }, '__proto__', 'x'), 'constructor', 'nothing')
    expect(Object.entries(odd.fields)).toEqual([['__proto__', 'x'], ['constructor', null]])
    expect(purposeOf({ fields: {} }, 'toString')).toBe('attribute')
    expect(attributeOf({ fields: {} }, 'toString')).toBe('toString')
  })

  it('is told in words', () => {
    const words = (each: InspectedColumn) => purposeInWords(each, mapping)
    expect([column('ts'), column('status'), column('spare'), { ...column('day'), fillable: false, note: 'The table computes it' }].map(words))
      .toEqual(['Time', 'The attribute http.status', 'Nothing: its default', 'The table computes it'])
  })
})

describe('what is missing', () => {
  it('is a column for the time', () => {
    expect(mappingGap([column('ts', ['time'])], mapping)).toBeUndefined()
    expect(mappingGap([column('ts', ['time'])], { fields: {} })).toContain('Choose the column')
    expect(mappingGap([column('a', ['body'])], { fields: {} })).toContain('DateTime64')
  })
})
