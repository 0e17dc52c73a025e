import { mockNuxtImport, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, readBody } from 'h3'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import LoginForm from '~/components/auth/LoginForm.vue'
import SignupForm from '~/components/auth/SignupForm.vue'
import SharePassword from '~/components/share/SharePassword.vue'
import { ApiError } from '~/utils/api-error'
import { mountInApp, until } from './support'

const user = { id: '1', email: 'ada@example.com', name: 'Ada', role: 'admin', createdAt: '2026-11-22T10:00:00Z' }
const project = { id: '2abcdefghijklmnopqrstuvwxy1', name: 'My project', createdAt: user.createdAt }
const received = vi.fn()
// Where the forms lead to afterwards: the pages themselves are not part of these tests.
const { goTo } = vi.hoisted(() => ({ goTo: vi.fn() }))
mockNuxtImport('navigateTo', () => goTo)

registerEndpoint('/api/v1/me', () => {
  throw createError({ statusCode: 401, data: { error: { code: 'unauthenticated', message: 'Log in.' } } })
})
registerEndpoint('/api/v1/projects', () => ({ projects: [project] }))
registerEndpoint('/api/v1/auth/login', {
  method: 'POST',
  handler: async (event) => {
    const body = await readBody(event)
    received(body)
    if (body.password === 'right password') return { user }
    if (body.password === 'one too many') {
      event.node.res.statusCode = 429
      event.node.res.setHeader('retry-after', '600')
      return { error: { code: 'rate_limited', message: 'Too many failed attempts. Try again in 600 s.' } }
    }
    event.node.res.statusCode = 401
    return { error: { code: 'unauthenticated', message: 'That e-mail address and password do not match.' } }
  },
})
registerEndpoint('/api/v1/auth/signup', {
  method: 'POST',
  handler: async (event) => {
    const body = await readBody(event)
    received(body)
    if (body.email.startsWith('taken')) {
      event.node.res.statusCode = 409
      return { error: { code: 'conflict', message: 'Taken.', issues: [{ path: 'email', message: 'There is an account with this address' }] } }
    }
    return { user, project: { project, source: {}, apiKey: { id: '3', name: 'first', key: 'cw_first_key' } } }
  },
})

beforeEach(() => {
  received.mockClear()
  goTo.mockClear()
  sessionStorage.clear()
  useState('user').value = null
})

describe('LoginForm', () => {
  it('says what is missing, and sends nothing', async () => {
    const form = await mountInApp(LoginForm)
    await form.find('form').trigger('submit')
    await until(() => expect(form.text()).toContain('Enter your password'))
    expect(received).not.toHaveBeenCalled()
  })
  it('shows the server’s refusal above the fields', async () => {
    const form = await mountInApp(LoginForm)
    await form.find('input[type=email]').setValue('ada@example.com')
    await form.find('input[type=password]').setValue('wrong password')
    await form.find('form').trigger('submit')
    await until(() => expect(form.find('[role=alert]').text()).toContain('do not match'))
    expect(useState('user').value).toBeNull()
  })
  it('tells how long to wait where the server does not take more attempts', async () => {
    const form = await mountInApp(LoginForm)
    await form.find('input[type=email]').setValue('ada@example.com')
    await form.find('input[type=password]').setValue('one too many')
    await form.find('form').trigger('submit')
    await until(() => expect(form.find('button[type=submit]').text()).toMatch(/^Try again in (?:10 min 0|9 min \d\d?) s$/))
    expect(form.find('button[type=submit]').attributes('disabled')).toBeDefined()
  })
  it('logs in', async () => {
    const form = await mountInApp(LoginForm, { route: '/login?next=https://evil.example' })
    await form.find('input[type=email]').setValue('ADA@example.com')
    await form.find('input[type=password]').setValue('right password')
    await form.find('form').trigger('submit')
    await until(() => expect(useState('user').value).toMatchObject({ email: 'ada@example.com' }))
    expect(received).toHaveBeenCalledWith({ email: 'ada@example.com', password: 'right password' })
    await until(() => expect(goTo).toHaveBeenCalledWith('/explore'))
  })
  it('is friendly to password managers', async () => {
    const form = await mountInApp(LoginForm)
    expect(form.find('input[type=email]').attributes('autocomplete')).toBe('username')
    expect(form.find('input[type=password]').attributes('autocomplete')).toBe('current-password')
  })
})

describe('SignupForm', () => {
  it('greets the first user as the administrator', async () => {
    expect((await mountInApp(SignupForm, { props: { first: true } })).text()).toContain('Create the administrator')
    expect((await mountInApp(SignupForm, { props: { first: false } })).text()).not.toContain('administrator')
  })
  it('asks for a longer password in place', async () => {
    const form = await mountInApp(SignupForm, { props: { first: true } })
    await form.find('input[type=email]').setValue('ada@example.com')
    await form.find('input[type=password]').setValue('short')
    await form.find('form').trigger('submit')
    await until(() => expect(form.text()).toContain('Use at least 10 characters'))
    expect(received).not.toHaveBeenCalled()
  })
  it('puts what the server objects to at the field it names', async () => {
    const form = await mountInApp(SignupForm, { props: { first: true } })
    await form.find('input[type=email]').setValue('taken@example.com')
    await form.find('input[type=password]').setValue('long enough for all')
    await form.find('form').trigger('submit')
    await until(() => expect(form.text()).toContain('There is an account with this address'))
  })
  it('keeps the new key for this tab', async () => {
    const form = await mountInApp(SignupForm, { props: { first: true } })
    await form.find('input[type=email]').setValue('ada@example.com')
    await form.find('input[type=password]').setValue('long enough for all')
    await form.find('form').trigger('submit')
    await until(() => expect(useNewKey().of(project.id)).toBe('cw_first_key'))
    expect(received).toHaveBeenCalledWith({ email: 'ada@example.com', password: 'long enough for all' })
    await until(() => expect(goTo).toHaveBeenCalledWith('/welcome'))
  })
})

describe('a form whose guesses are slowed down', () => {
  const refusal = new ApiError('Too many failed attempts.', 429, 'rate_limited', [], undefined, 3)

  it('says how long the next one has to wait, takes none meanwhile, and is ready then', async () => {
    const form = await mountInApp(SharePassword, { props: { busy: false, error: refusal } })
    await form.find('input').setValue('open sesame please')
    const button = form.find('button[type=submit]')
    expect(button.text()).toMatch(/^Try again in [123] s$/)
    expect(button.attributes('disabled')).toBeDefined()
    await form.find('form').trigger('submit')
    expect(form.emitted('open')).toBeUndefined()
    await until(() => expect(button.text()).toBe('Show the result'))
    await form.find('form').trigger('submit')
    expect(form.emitted('open')).toEqual([['open sesame please']])
  })

  it('asks for no wait where there is none', async () => {
    const form = await mountInApp(SharePassword, { props: { busy: false, error: new ApiError('No.', 403, 'forbidden') } })
    expect(form.find('[role=alert]').text()).toBe('No.')
    expect(form.find('button[type=submit]').text()).toBe('Show the result')
  })
})
