import type { SourceSchemaName } from '#shared/schemas/projects'

/** What the lines of a source can become, and where a table of one’s own comes from. */
export const sourceSchemaTexts = {
  schemas: {
    app: { label: 'App logs', description: 'OpenTelemetry’s columns: any line, with its fields as attributes.' },
    http: {
      label: 'Access logs',
      description: 'The same, and columns for method, path, status, duration, client … Takes what nginx, Apache, Caddy, Traefik, Envoy, HAProxy and AWS load balancers write; other lines go to the dead letters.',
    },
    custom: { label: 'Your own table', description: 'Columns that you define, or a table that is there already. Fields of a line go to the columns of their names.' },
  } satisfies Record<SourceSchemaName, { label: string, description: string }>,
  ways: { statement: 'Paste a table definition', existing: 'Existing table' },
} as const
