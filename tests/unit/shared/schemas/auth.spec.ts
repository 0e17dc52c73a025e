import { describe, expect, it } from 'vitest'
import { changePasswordRequestSchema, loginRequestSchema, signupRequestSchema } from '#shared/schemas/auth'

const good = { email: 'Ada@Example.com', password: '0123456789' }

describe('signupRequestSchema', () => {
  it('takes what people type and writes e-mail addresses in one way', () => {
    expect(signupRequestSchema.parse({ ...good, name: ' Ada ' })).toEqual({ email: 'ada@example.com', password: '0123456789', name: 'Ada' })
  })
  it.each([
    { ...good, email: 'nobody' }, { ...good, email: `${'a'.repeat(300)}@b.co` }, { ...good, email: 'a@b.co\n' }, { ...good, email: '\' OR 1=1 --@b.co' },
    { ...good, email: ['a@b.co'] }, { ...good, password: 'short' }, { ...good, password: 'x'.repeat(257) }, { ...good, password: 1234567890 },
    { ...good, password: { $ne: null } }, { ...good, name: 'x'.repeat(101) }, {}, null, [], 'text', JSON.parse('{"__proto__":{"email":"a@b.co","password":"0123456789"}}'),
  ])('refuses %.60j', input => expect(signupRequestSchema.safeParse(input).success).toBe(false))

  it('leaves out what nobody asked for, such as a role', () => {
    expect(signupRequestSchema.parse({ ...good, role: 'admin', __proto__: { isAdmin: true } })).not.toHaveProperty('role')
  })
})

it('loginRequestSchema and changePasswordRequestSchema bound what has to be hashed', () => {
  expect(loginRequestSchema.safeParse({ email: 'a@b.co', password: 'x'.repeat(257) }).success).toBe(false)
  expect(changePasswordRequestSchema.safeParse({ currentPassword: 'x'.repeat(257), newPassword: '0123456789' }).success).toBe(false)
  expect(changePasswordRequestSchema.safeParse({ currentPassword: 'x', newPassword: 'short' }).success).toBe(false)
})
