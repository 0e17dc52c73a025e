import { describe, expect, it } from 'vitest'
import { apiHeaders, pageHeaders, withNonce } from '~~/server/utils/security-headers'

describe('security headers', () => {
  it('let pages run scripts of ours only, and nobody frame them', () => {
    const policy = pageHeaders('abc', false)['content-security-policy']!
    expect(policy).toContain('script-src \'self\' \'nonce-abc\';')
    expect(policy).toContain('frame-ancestors \'none\'')
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(pageHeaders('abc', true)['content-security-policy']).toBeUndefined()
  })

  it('let answers to programs do nothing at all', () => {
    expect(apiHeaders).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(apiHeaders['content-security-policy']).toContain('default-src \'none\'')
  })

  it('give the nonce to scripts and to nothing that looks alike', () => {
    expect(withNonce('<script>1</script><script src="a"></script>', 'n')).toBe('<script nonce="n">1</script><script nonce="n" src="a"></script>')
    expect(withNonce('<scripts>&lt;script&gt;<style>', 'n')).toBe('<scripts>&lt;script&gt;<style>')
  })
})
