import { formatNumber } from '../format'
import { counted } from './counted'

const lines = (count: number) => counted(count, 'line', 'lines')

/** The words of live tail in Explore. */
export const liveTexts = {
  name: 'Live',
  start: 'Follow new lines live',
  stop: 'Stop following',
  pause: 'Pause',
  resume: 'Resume',
  status: {
    off: 'Off',
    connecting: 'Connecting…',
    live: 'Live',
    paused: 'Paused',
    held: 'Held while you read',
    reconnecting: 'Reconnecting…',
    refused: 'Not followed',
  },
  /** What comes meanwhile is not lost. */
  reconnectingHint: 'The connection broke off. What comes meanwhile will be shown, nothing twice.',
  reconnect: 'Reconnect now',
  notBegun: 'Following has not begun, and is tried again by itself.',
  beginNow: 'Try now',
  newLines: (count: number) => `${formatNumber(count)} new ${count === 1 ? 'line' : 'lines'}`,
  showNew: 'Show them and follow',
  rate: (perSecond: number) => `${formatNumber(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`,
  rateHint: 'Lines a second of late; the chart shows the last minute',
  waitingForLines: 'Waiting for lines',
  waitingHint: 'Nothing of the last while matches. New lines show here as soon as they are sent.',
  skipped: (count: number | undefined) => count === undefined ? 'Some lines came too fast and were skipped.' : `${lines(count)} came too fast and ${count === 1 ? 'was' : 'were'} skipped.`,
  fetchSkipped: 'Fetch them',
  fetchFailed: (reason: string) => `They could not be fetched: ${reason}`,
  repeats: 'Repeats',
  repeatModes: { off: 'Show repeats', message: 'Same message once', pattern: 'Same pattern once' },
  times: (count: number) => `×${formatNumber(count)}`,
  timesHint: (count: number) => `Came ${formatNumber(count)} times among the lines that are loaded`,
  words: 'Words to mark',
  wordsHint: 'Mark these words, too. Several are parted by spaces.',
  numbersTitle: 'Numbers can’t be followed live',
  numbersHint: 'This query gives numbers. The lines that it counts can be followed.',
  sqlHint: 'SQL gives a table, which can’t be followed. Ask in LogQL to follow lines.',
  followLines: 'Follow its lines',
  refusedTitle: 'This can’t be followed live',
  retry: 'Try again',
  backToList: 'Back to the list',
} as const
