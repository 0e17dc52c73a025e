import type { SourceSchemaName } from '#shared/schemas/projects'

/** A choice of a form. */
interface SchemaChoice { value: SourceSchemaName, label: string, description: string }

/** What the lines of a source can become. */
export const schemaChoices: readonly SchemaChoice[] = [
  { value: 'app', label: 'App logs', description: 'OpenTelemetry’s columns: any line, with its fields as attributes.' },
  {
    value: 'http', label: 'Access logs',
    description: 'The same, and columns for method, path, status, duration, client … Takes what nginx, Apache, Caddy, Traefik, Envoy, HAProxy and AWS load balancers write; other lines go to the dead letters.',
  },
  { value: 'custom', label: 'Your own table', description: 'Columns that you define, or a table that is there already. Fields of a line go to the columns of their names.' },
]

/** What a source is, in a word. */
export const schemaLabel = (schema: SourceSchemaName): string => schemaChoices.find(({ value }) => value === schema)!.label

/** Where the table of a source comes from that is the user's own. */
export const tableWays = [
  { value: 'statement', label: 'Paste a table definition' },
  { value: 'existing', label: 'Existing table' },
] as const
