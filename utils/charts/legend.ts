/** The series that are drawn, by name; none means all. */
export type ChosenSeries = readonly string[]

export const isChosen = (chosen: ChosenSeries, name: string): boolean => chosen.length === 0 || chosen.includes(name)

/** A click: this one alone, or all when it was alone already. */
export const onlyThis = (chosen: ChosenSeries, name: string): ChosenSeries => chosen.length === 1 && chosen[0] === name ? [] : [name]

/** A click with Ctrl: this one too, or no longer. Never none, and all are all. */
export function withOrWithout(chosen: ChosenSeries, name: string, all: readonly string[]): ChosenSeries {
  const present = chosen.length === 0 ? all : chosen
  const next = present.includes(name) ? present.filter(other => other !== name) : [...present, name]
  return next.length === all.length ? [] : next
}
