/** As many sources of a project as a request may name. */
export const MOST_SOURCES = 20

/** What a request says of the sources that are chosen: nothing for the project's default source, one by its name, several as a list. */
export interface AskedSources { source?: string | string[] }

/** The sources that an address names: each by itself, or several with commas between. */
export function sourcesIn(values: readonly string[]): string[] {
  const names = values.flatMap(value => value.split(',')).map(name => name.trim()).filter(name => name !== '')
  return [...new Set(names)].slice(0, MOST_SOURCES)
}

/** @param sources names; none for the default source */
export function askedSources(sources: readonly string[]): AskedSources {
  const [first, ...others] = sources
  if (first === undefined) return {}
  return { source: others.length > 0 ? [...sources] : first }
}

/** What is kept for sources by this browser, whatever the order in which they were chosen. */
export const sourcesKey = (project: string, sources: readonly string[]) => `${project}/${sources.toSorted().join(',')}`

/** A source as it can be chosen. */
interface Choosable { name: string, isDefault: boolean }

/** The names that are chosen: without any it is the default source. */
export function chosenNames(sources: readonly string[], all: readonly Choosable[]): string[] {
  return sources.length > 0 ? [...sources] : all.filter(({ isDefault }) => isDefault).map(({ name }) => name)
}

/** The choice of just these; the default source alone is said by none, so that addresses stay short. */
export function choiceOf(names: readonly string[], all: readonly Choosable[]): string[] {
  const isStandard = names.length === 1 && all.some(({ name, isDefault }) => isDefault && name === names[0])
  return isStandard ? [] : names.slice(0, MOST_SOURCES)
}

/** The choice with one source more, or without it. Without any it is the default source again. */
export function toggledSource(sources: readonly string[], name: string, all: readonly Choosable[]): string[] {
  const chosen = chosenNames(sources, all)
  return choiceOf(chosen.includes(name) ? chosen.filter(other => other !== name) : [...chosen, name], all)
}

/** Whether all that can be chosen are. */
export const isAll = (sources: readonly string[], all: readonly Choosable[]): boolean => {
  const chosen = chosenNames(sources, all)
  return all.length > 1 && all.every(({ name }) => chosen.includes(name))
}
