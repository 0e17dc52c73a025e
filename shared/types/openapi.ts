/** As much of OpenAPI 3.1 as our own description uses. */
export interface OpenApi {
  info: { title: string, version: string, description?: string }
  tags: { name: string }[]
  paths: Record<string, Partial<Record<HttpMethod, OpenApiOperation>>>
  components: { schemas: Record<string, JsonSchema> }
}

export type HttpMethod = 'get' | 'post' | 'patch' | 'put' | 'delete'

export interface OpenApiOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters: { name: string, in: 'path' | 'query', required: boolean, description?: string, schema: JsonSchema }[]
  requestBody?: { content: OpenApiContent }
  responses: Record<string, { description?: string, content?: OpenApiContent }>
}

export type OpenApiContent = Record<string, { schema: JsonSchema, example?: unknown }>

export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  format?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  additionalProperties?: JsonSchema | boolean
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
}
