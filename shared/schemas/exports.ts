import { z } from 'zod'
import { logqlQuestionSchema } from './logql'
import { idSchema } from './projects'

export const exportFormats = ['csv', 'ndjson', 'parquet'] as const

/** `POST /api/v1/exports` */
export const createExportRequestSchema = logqlQuestionSchema.pick({ project: true, source: true, language: true, query: true, start: true, end: true, step: true, order: true }).extend({
  format: z.enum(exportFormats),
})

export const exportStates = ['ready', 'running', 'done', 'failed', 'cancelled'] as const

export const exportSchema = z.object({
  id: idSchema,
  format: z.enum(exportFormats),
  state: z.enum(exportStates).describe('ready: to be downloaded, once'),
  rows: z.int().nullable().describe('Written so far; null where that is not known, as of Parquet'),
  bytes: z.int().describe('Written so far'),
  share: z.number().nullable().describe('Of what there is to read, 0 to 1; null where that is not known'),
  limit: z.int().describe('Rows that you may export at once'),
  truncated: z.boolean().describe('There were more rows than the limit'),
  notes: z.array(z.string()).describe('For which lines a Parquet file of LogQL may differ from what LogQL gives'),
  message: z.string().nullable().describe('Why it failed'),
})

export const exportResponseSchema = z.object({ export: exportSchema })

export type ExportStatus = z.output<typeof exportSchema>
export type ExportFormat = typeof exportFormats[number]
export type CreateExportRequest = z.output<typeof createExportRequestSchema>
