import { formatElapsed, formatNumber } from '../format'

/** The words of parts that many pages have. */
export const commonTexts = {
  copied: 'Copied',
  copyByHand: 'Select the text and copy it by hand',
  unreachable: 'Cordwood does not answer. Check that the server runs and that you are connected, then try again.',
  unexplained: (status: number) => `The server answered with status ${status} and no explanation. Try again; its log says more.`,
  brokeOff: 'The answer broke off before its end. Try again.',
  searchFailed: 'The search failed',
  loadingLines: 'Loading the lines',
  levels: { fatal: 'Fatal', error: 'Error', warn: 'Warn', info: 'Info', debug: 'Debug', trace: 'Trace', unknown: 'None' },
  noLevel: 'no level',
  source: 'Source',
  noValue: '(none)',
  emptyText: '(empty)',
  retry: 'Try again',
  retryIn: (seconds: number) => `Try again in ${seconds < 100 ? `${formatNumber(seconds)} s` : formatElapsed(seconds * 1000)}`,
} as const
