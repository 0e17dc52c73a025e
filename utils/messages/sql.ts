/** The words of statements and their rows, wherever they are: templates, what is offered while one types, what can be told of a column. */
export const sqlTexts = {
  templates: {
    newestLines: 'Newest lines',
    linesByService: 'Lines by service over time',
    errorsByService: 'Errors by service',
    attributes: 'Attributes and how often they come',
    frequentLines: 'Most frequent lines',
    newestRequests: 'Newest requests',
    requestsByClass: 'Requests by class of status over time',
    slowestPaths: 'Slowest paths',
    failingPaths: 'Paths that fail',
    clients: 'Clients with most requests',
    someRows: 'Some rows',
    rowCount: 'Number of rows',
  },
  completion: {
    from: 'beginning of the time range',
    to: 'end of the time range',
    chosen: 'the source that is chosen',
    source: 'source',
  },
  column: { distinct: 'Different values', null: 'NULL', least: 'Least', greatest: 'Greatest', mean: 'Mean' },
  formats: { tsv: 'TSV, for a spreadsheet', csv: 'CSV', json: 'JSON', markdown: 'Markdown' },
  placeholder: 'SELECT … FROM {source}',
} as const
