import { describe, expect, it } from 'vitest'
import { fill, type Filling } from '#shared/snippets/fill'

const filling: Filling = { address: 'http://127.0.0.1:3000', key: 'cw_x', projectId: 'p', source: 'app', table: undefined }

describe('fill', () => {
  it('cuts the address up for senders that want its parts', () => {
    const parts = 'CORDWOOD_ADDRESS CORDWOOD_SCHEME CORDWOOD_AUTHORITY CORDWOOD_HOST CORDWOOD_PORT CORDWOOD_TLS CORDWOOD_HTTPS'
    expect(fill(parts, filling)).toBe('http://127.0.0.1:3000 http 127.0.0.1:3000 127.0.0.1 3000 off false')
    expect(fill(parts, { ...filling, address: 'https://logs.example.com' })).toBe('https://logs.example.com https logs.example.com logs.example.com 443 on true')
    expect(fill(parts, { ...filling, address: 'http://[::1]' })).toBe('http://[::1] http [::1] ::1 80 off false')
  })

  it('leaves to the reader what is not known', () => {
    expect(fill('CORDWOOD_KEY CORDWOOD_DATABASE.CORDWOOD_TABLE', { ...filling, key: undefined })).toBe('YOUR_API_KEY YOUR_DATABASE.YOUR_TABLE')
    expect(fill('CORDWOOD_DATABASE.CORDWOOD_TABLE', { ...filling, table: { database: 'd', table: 't' } })).toBe('d.t')
  })

  it('touches nothing else', () => {
    expect(fill('CORDWOOD_SYSLOG=CORDWOOD_KEYS {{ host }} $1 CORDWOOD_KEY', filling)).toBe('CORDWOOD_SYSLOG=CORDWOOD_KEYS {{ host }} $1 cw_x')
  })
})
