import { formatBytes, formatNumber } from '../format'
import { counted } from './counted'

/** The words of the list of lines. */
export const listTexts = {
  name: 'Log lines, newest first',
  columns: 'Columns',
  titles: { time: 'Time', level: 'Level', source: 'Source', service: 'Service', message: 'Message' },
  noMore: 'No more lines in this time range',
  loadingMore: 'Loading more…',
  emptyMessage: '(empty message)',
  showAll: (bytes: number) => `show all ${formatBytes(bytes)}`,
  moreRows: (count: number) => `+${counted(count, 'row', 'rows')}`,
  foldSimilar: 'Show similar lines as one',
  unfoldSimilar: (count: number) => `Show ${formatNumber(count)} similar lines`,
  inOneRow: 'Show in one row (x)',
  jsonInRows: 'Show the JSON in rows (x)',
  allOfLine: 'Show all of the line (x)',
  timeHint: (timestamp: string, relative: boolean) => `${timestamp}: click for ${relative ? 'absolute' : 'relative'} times`,
  head: {
    absolute: 'Absolute times',
    relative: 'Relative times',
    left: 'Move left',
    right: 'Move right',
    usualWidth: 'Usual width',
    remove: 'Remove column',
    hint: (title: string) => `${title}: drag to move, click for more`,
    width: (title: string) => `Width of ${title}`,
    widthHint: 'Drag to resize, double-click for the usual width',
  },
  options: {
    name: 'How lines are shown',
    times: 'Times',
    absolute: 'Absolute',
    relative: 'Relative to now',
    density: 'Density',
    compact: 'Compact',
    comfortable: 'Comfortable',
    similar: 'Similar lines as one',
    usualColumns: 'Usual columns',
  },
} as const
