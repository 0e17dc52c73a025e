import { describe, expect, it } from 'vitest'
import { typeOfValues } from '~~/server/domain/query/facets/field-type'

describe('typeOfValues', () => {
  it.each([
    ['number', ['1', '-2.5', '', '1e9', '.5']],
    ['boolean', ['true', 'false', 'true']],
    ['duration', ['5ms', '1h2m3.5s', '12µs']],
    ['bytes', ['5KB', '1.5 MiB', '10 b']],
    ['string', ['1', 'x']],
    ['string', ['1', 'true']],
    ['string', ['true', '5ms']],
    ['string', ['', '']],
    ['string', []],
    ['string', ['1'.repeat(64)]],
    ['string', ['5xb', '1.2.3.4']],
  ] as const)('%s: %j', (type, values) => expect(typeOfValues(values)).toBe(type))
})
