import { expect, it } from 'vitest'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'

it('stays quick and small for bodies made to be slow', () => {
  const bodies = [
    Buffer.alloc(4_000_000, Buffer.from([0x0A, 0x00])), Buffer.alloc(4_000_000, 0x0A), Buffer.alloc(4_000_000, 0xFF), Buffer.alloc(4_000_000, '{'),
    Buffer.alloc(4_000_000, '['), Buffer.alloc(4_000_000, '{"resourceLogs":'), Buffer.from(`{"resourceLogs":[${'{},'.repeat(500_000)}{}]}`),
    Buffer.from(`{\n${'x\n'.repeat(2_000_000)}`), Buffer.alloc(4_000_000, '{x}'), Buffer.from(`{"resourceLogs":[${'1,'.repeat(2_000_000)}1]}`),
  ]
  for (const body of bodies) {
    try {
      expect(decodeOtlp(body, { now: 0 }).records).toEqual([])
    }
    catch (error) {
      expect(error).toMatchObject({ code: 'too_large' })
    }
  }
})
