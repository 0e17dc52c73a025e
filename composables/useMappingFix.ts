import type { DeadLetter } from '#shared/schemas/dead-letters'
import type { Source } from '#shared/schemas/projects'

/** Leads from a dead letter to the mapping of its source, where a change of that may help. */
export function useMappingFix() {
  const { sources } = useSourceList()
  const { user } = useSession()
  const fixing = shallowRef<Source>()
  const sourceOf = ({ source }: DeadLetter) => sources.value.find(({ name, schema }) => name === source && schema === 'custom')

  /** Reasons that a mapping may mend begin with the column. */
  const isFixable = (letter: DeadLetter) => user.value?.role !== 'viewer' && letter.reason.startsWith('column ') && sourceOf(letter) !== undefined
  const fix = (letter: DeadLetter) => fixing.value = sourceOf(letter)

  return { fixing, isFixable, fix }
}
