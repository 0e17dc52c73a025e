import { z } from 'zod'
import { createProjectResponseSchema } from './projects'
import { timestampSchema } from './time'

export const emailSchema = z.email('Enter an e-mail address such as you@example.com').max(254).trim().toLowerCase()
export const passwordSchema = z.string()
  .min(10, 'Use at least 10 characters')
  .max(256, 'Use at most 256 characters')

export const roleSchema = z.enum(['admin', 'operator', 'viewer'])

export const signupRequestSchema = z.object({
  email: emailSchema,
  password: passwordSchema,
  name: z.string().trim().max(100).optional(),
})

export const loginRequestSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, 'Enter your password').max(256),
})

export const changePasswordRequestSchema = z.object({
  currentPassword: z.string().min(1, 'Enter your current password').max(256),
  newPassword: passwordSchema,
})

export const updateProfileRequestSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name').max(100),
})

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: timestampSchema,
})

export const meResponseSchema = z.object({ user: userSchema })

/** The answer to a sign-up: the account, and a first project with a key that is shown only here. */
export const signupResponseSchema = z.object({ user: userSchema, project: createProjectResponseSchema })

/** What a visitor who is not logged in may know: whether this is a fresh installation. */
export const setupResponseSchema = z.object({
  needsFirstUser: z.boolean().describe('No account exists yet: the next sign-up becomes the administrator'),
  signupOpen: z.boolean().describe('Whether a sign-up would be let through'),
})

export type Role = z.infer<typeof roleSchema>
export type User = z.infer<typeof userSchema>
export type SignupRequest = z.infer<typeof signupRequestSchema>
export type LoginRequest = z.infer<typeof loginRequestSchema>
export type ChangePasswordRequest = z.infer<typeof changePasswordRequestSchema>
export type UpdateProfileRequest = z.infer<typeof updateProfileRequestSchema>
export type MeResponse = z.infer<typeof meResponseSchema>
export type SignupResponse = z.infer<typeof signupResponseSchema>
export type SetupResponse = z.infer<typeof setupResponseSchema>
