import { counted } from './counted'

/** The words where no line matches. */
export const emptyTexts = {
  nearMisses: 'There would be lines without',
  takeOff: (filter: string) => `Take “${filter}” off`,
  lines: (count: number) => counted(count, 'line', 'lines'),
} as const
