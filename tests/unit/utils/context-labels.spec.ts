import { describe, expect, it } from 'vitest'
import { labelChoices, levelOfLine } from '../../../utils/context-labels'

const line = { stream: { service_name: 'shop', zone: 'a', host_name: 'web-1' }, metadata: { order: 'o-1', trace_id: 'abc', detected_level: 'error' } }

describe('labelChoices', () => {
  it('offers the service first, then what is kept, then what tells the origin', () => {
    expect(labelChoices(line, ['zone']).map(({ name }) => name)).toEqual(['service_name', 'zone', 'host_name', 'trace_id', 'detected_level', 'order'])
  })
  it('has a label that is kept though the line lacks it', () => {
    expect(labelChoices(line, ['pod'])).toContainEqual({ name: 'pod', value: '' })
  })
})

describe('levelOfLine', () => {
  it('is the level that the line has as a label, wherever that is from', () => {
    expect(levelOfLine(line)).toBe('error')
    expect(levelOfLine({ stream: { detected_level: 'warn' }, metadata: {} })).toBe('warn')
    expect(levelOfLine({ stream: { detected_level: 'loud' }, metadata: {} })).toBe('unknown')
    expect(levelOfLine({ stream: {}, metadata: {} })).toBe('unknown')
  })
})
