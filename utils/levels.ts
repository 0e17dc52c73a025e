import { levels, type Level } from '#shared/utils/levels'
import { commonTexts as texts } from './messages/common'

/** The label with the level that every line has, whatever it was sent with. */
export const LEVEL_LABEL = 'detected_level'

/** From the bottom of a bar to its top: the worst on the baseline, where heights can be compared. */
export const STACK_ORDER: readonly Level[] = levels

/** A level's name as people read it. */
export function levelLabel(level: Level): string {
  return texts.levels[level]
}

/** The colour of a level's bars and dots. */
export function levelColor(level: Level): string {
  return `var(--level-${level})`
}

/** The colour of a level's name. */
export function levelTextColor(level: Level): string {
  return `var(--level-${level}-text)`
}

/** Whether a text names a level. */
export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text)
}
