import { formatNumber } from '../format'
import { counted } from './counted'

/** The words of the page of a shared result. */
export const shareTexts = {
  expired: 'This link has expired',
  revoked: 'This link was revoked',
  notKept: 'What it showed is no longer kept. Ask who sent it for a new one.',
  gone: 'This link leads nowhere',
  goneHint: 'It is not whole, was deleted, or is for members of a project that you are not in.',
  members: 'This result is for members',
  membersHint: 'Log in with an account of its project to see it.',
  logIn: 'Log in',
  toExplore: 'To Explore',
  failed: 'The result could not be loaded',
  locked: 'This result has a password',
  password: 'Password',
  show: 'Show the result',
  newest: (rows: number, total: number) => `The newest ${formatNumber(rows)} of ${formatNumber(total)} lines`,
  rows: (count: number) => counted(count, 'row', 'rows'),
  andMore: '; there were more',
  asOf: (taken: string, sharedBy: string, expires: string) => `As it was on ${taken}, shared by ${sharedBy}. The link is good until ${expires}.`,
  zone: (name: string) => `times of ${name}`,
  levels: 'Lines by level',
  query: 'The query',
  none: 'Nothing was found.',
  table: 'Rows',
  columns: { time: 'Time', level: 'Level', source: 'Source', service: 'Service', line: 'Line', value: 'Value' },
} as const
