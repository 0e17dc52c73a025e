import { counted } from './counted'

/** The words where no line matches. */
export const emptyTexts = {
  nearMisses: 'There would be lines without',
  takeOff: (filter: string) => `Take “${filter}” off`,
  lines: (count: number) => counted(count, 'line', 'lines'),
  noLogs: 'No logs yet',
  noLogsHint: 'One command is enough to see a first line here.',
  send: 'Send logs',
  noLines: 'No lines match',
  between: (start: string, end: string, filtered: boolean) => `Between ${start} and ${end}${filtered ? ', with these filters.' : '.'}`,
  clear: 'Remove all filters',
  newest: 'Go to the newest line',
  widen: 'Widen the time range',
  denied: 'You can’t see this project',
  deniedHint: 'The link names a project that doesn’t exist or that you are not a member of. Ask one of its members to add you.',
  leave: 'Show my own project',
} as const
