import {
  changePasswordRequestSchema, loginRequestSchema, meResponseSchema, setupResponseSchema, signupRequestSchema,
  signupResponseSchema, updateProfileRequestSchema,
} from '../schemas/auth'
import { endpoint } from './endpoint'

export const accountEndpoints = {
  getSetup: endpoint({
    method: 'get', path: '/api/v1/auth/setup', tag: 'Account', auth: 'none',
    summary: 'Ask whether this is a fresh installation',
    response: setupResponseSchema,
  }),
  signUp: endpoint({
    method: 'post', path: '/api/v1/auth/signup', tag: 'Account', auth: 'none',
    summary: 'Make an account',
    description: 'Logs the new user in (a session cookie) and makes a first project with a source and an API key. '
      + 'The key is shown only in this answer. The first account of an installation is the administrator’s.',
    body: signupRequestSchema,
    example: { email: 'you@example.com', password: 'a long passphrase', name: 'You' },
    response: signupResponseSchema, status: 201, errors: ['conflict', 'forbidden'],
  }),
  logIn: endpoint({
    method: 'post', path: '/api/v1/auth/login', tag: 'Account', auth: 'none',
    summary: 'Log in',
    description: 'Sets a session cookie. After five failures each further attempt has to wait longer.',
    body: loginRequestSchema,
    example: { email: 'you@example.com', password: 'a long passphrase' },
    response: meResponseSchema, errors: ['unauthenticated'],
  }),
  logOut: endpoint({
    method: 'post', path: '/api/v1/auth/logout', tag: 'Account', auth: 'none',
    summary: 'Log out', description: 'Removes the session cookie.',
  }),
  getMe: endpoint({
    method: 'get', path: '/api/v1/me', tag: 'Account', auth: 'session',
    summary: 'Read your account', response: meResponseSchema,
  }),
  updateMe: endpoint({
    method: 'patch', path: '/api/v1/me', tag: 'Account', auth: 'session',
    summary: 'Change your name', body: updateProfileRequestSchema, example: { name: 'New name' }, response: meResponseSchema,
  }),
  changePassword: endpoint({
    method: 'post', path: '/api/v1/me/password', tag: 'Account', auth: 'session',
    summary: 'Change your password', description: 'Ends every other session of yours.',
    body: changePasswordRequestSchema,
    example: { currentPassword: 'a long passphrase', newPassword: 'another long passphrase' },
    errors: ['conflict'],
  }),
}
