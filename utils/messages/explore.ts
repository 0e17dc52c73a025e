import { counted } from './counted'

const lines = (count: number) => counted(count, 'line', 'lines')

/** The words of Explore’s frame: its bar, the head of its list, its panes. */
export const exploreTexts = {
  title: 'Explore logs',
  faces: 'How the query is written',
  face: {
    builder: { label: 'Builder', hint: 'The query step by step' },
    logql: { label: 'LogQL', hint: 'The query as text' },
    sql: { label: 'SQL', hint: 'The query in ClickHouse’s SQL' },
  },
  more: 'More for this query',
  zoomOut: 'Zoom out the time range',
  refresh: 'Auto-refresh',
  refreshWaits: 'Auto-refresh waits while you read',
  refreshNow: 'Refresh',
  stop: 'Stop',
  stopSearch: 'Stop the search',
  refreshOff: 'Off',
  refreshEvery: (seconds: string) => `Every ${seconds.replace('s', ' s')}`,
  searching: 'Searching…',
  soFar: (count: number) => `Searching… ${lines(count)} so far`,
  loaded: (count: number) => `${lines(count)} loaded`,
  allLoaded: (count: number) => `${lines(count)}, all loaded`,
  wrap: 'Wrap',
  wrapHint: 'Wrap long lines',
  similar: 'Similar',
  similarHint: 'Show similar lines behind each other as one',
  keys: 'Keyboard shortcuts',
  keysHint: 'Keyboard shortcuts (?)',
  fields: 'Fields',
  fieldsHint: 'The fields of the lines, with their values',
  showFields: 'Show the fields',
  hideFields: 'Hide the fields',
  list: 'Log lines',
  line: 'Log line',
  lineHint: 'All fields of one log line',
} as const
