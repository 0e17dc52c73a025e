import { z } from 'zod'
import {
  deadLetterCountsResponseSchema, deadLetterDownloadQuerySchema, deadLetterFilterSchema, deadLetterSchema,
  deadLetterSearchRequestSchema, deadLetterSearchResponseSchema, deleteDeadLettersRequestSchema,
  deleteDeadLettersResponseSchema, replayDeadLettersRequestSchema, replayDeadLettersResponseSchema,
} from '../schemas/dead-letters'
import { idSchema } from '../schemas/projects'
import { endpoint } from './endpoint'

const params = z.object({ id: idSchema.describe('The project') })
const lastDay = { start: '2026-01-30T13:00:00Z', end: '2026-01-31T13:00:00Z' }
const readErrors = ['not_found', 'timeout', 'unavailable'] as const
const writeErrors = ['forbidden', 'conflict', ...readErrors] as const

export const deadLetterEndpoints = {
  searchDeadLetters: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/dead-letters/search', tag: 'Dead letters', auth: 'member',
    summary: 'Read what was refused', description: 'Lines that could not be read, each with its reason and its original bytes, newest first.',
    params, body: deadLetterSearchRequestSchema, example: { ...lastDay, text: 'checkout' },
    response: deadLetterSearchResponseSchema, errors: readErrors,
  }),
  countDeadLetters: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/dead-letters/reasons', tag: 'Dead letters', auth: 'member',
    summary: 'Count dead letters by reason', description: 'Also by source, protocol and key.',
    params, body: deadLetterFilterSchema, example: lastDay, response: deadLetterCountsResponseSchema, errors: readErrors,
  }),
  downloadDeadLetters: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/dead-letters/download', tag: 'Dead letters', auth: 'member',
    summary: 'Download dead letters', description: 'All that match, newest first. A parameter may be given several times.',
    params, query: deadLetterDownloadQuerySchema, errors: readErrors,
    answers: [
      { type: 'application/x-ndjson', schema: deadLetterSchema, description: 'One letter a line' },
      { type: 'application/octet-stream', description: 'With `format=raw`: the bytes alone' },
    ],
  }),
  replayDeadLetters: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/dead-letters/replay', tag: 'Dead letters', auth: 'session',
    summary: 'Read dead letters once more',
    description: 'Lines that can be read now are stored in the source they were sent to, and their letters are gone. '
      + 'The others stay, with the reason of this attempt. Parameters of the first request, such as `format`, are not known any more.',
    params, body: replayDeadLettersRequestSchema, example: { filter: lastDay, protocol: 'raw' },
    response: replayDeadLettersResponseSchema, errors: writeErrors,
  }),
  deleteDeadLetters: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/dead-letters', tag: 'Dead letters', auth: 'session',
    summary: 'Delete dead letters', description: 'For good: when it answers they are gone.',
    params, body: deleteDeadLettersRequestSchema, example: { filter: lastDay },
    response: deleteDeadLettersResponseSchema, errors: writeErrors,
  }),
}
