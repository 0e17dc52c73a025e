import { describe, expect, it } from 'vitest'
import { createPasswords } from '~~/server/domain/identity/passwords'
import { CHEAP } from '~~/tests/fixtures/identity'

const passwords = createPasswords(CHEAP)

describe('passwords', () => {
  it('verifies what it hashed and nothing else', async () => {
    const stored = await passwords.hash('correct horse')
    expect(await passwords.verify('correct horse', stored)).toBe(true)
    for (const wrong of ['correct hors', 'Correct horse', '', 'correct horse ']) expect(await passwords.verify(wrong, stored)).toBe(false)
  })

  it('keeps its cost in the hash, salts it and never the password', async () => {
    const [one, two] = [await passwords.hash('correct horse'), passwords.hashSync('correct horse')]
    expect(one).toMatch(/^scrypt\$16\$1\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(one).not.toContain('correct')
    expect(await passwords.verify('correct horse', two)).toBe(true)
  })

  it('reads hashes of another cost, and says that they are outdated', async () => {
    const dearer = createPasswords({ N: 32, r: 1, p: 1 })
    const stored = await dearer.hash('correct horse')
    expect(await passwords.verify('correct horse', stored)).toBe(true)
    expect([passwords.isOutdated(stored), dearer.isOutdated(stored)]).toEqual([true, false])
  })

  it('takes the same characters in another Unicode form for the same password', async () => {
    expect(await passwords.verify('cafe\u0301 au lait', await passwords.hash('caf\u00e9 au lait'))).toBe(true)
  })

  it('says no for an unknown user, after the same work', async () => {
    expect(await passwords.verify('anything', undefined)).toBe(false)
  })

  it.each(['', 'plain', 'scrypt$16$1$1$$', 'scrypt$1073741824$8$1$AAAA$AAAA', 'scrypt$NaN$1$1$AA$AA'])('refuses a damaged hash: %j', async (stored) => {
    await expect(passwords.verify('x', stored)).rejects.toThrow('can’t be read')
  })

  it('lets only so many wait, and serves the next ones again', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 100 }, () => passwords.verify('x', undefined)))
    const refused = tries.filter(result => result.status === 'rejected')
    expect(refused).toHaveLength(100 - 2 - 64)
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable', retryAfter: 5 } })
    expect(await passwords.verify('x', undefined)).toBe(false)
  })

  it('works with the real cost', async () => {
    const real = createPasswords()
    const stored = await real.hash('correct horse')
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/)
    expect(await real.verify('correct horse', stored)).toBe(true)
  })
})
