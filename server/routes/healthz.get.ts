import { defineEventHandler } from 'h3'

/** Alive: the process answers, whatever its parts do; also before the platform is wired. */
export default defineEventHandler(() => ({ alive: true }))
