import type { ExploreQuestion } from '~/utils/explore-state'

/** The names of the fields that occur, asked for when a picker opens. */
export function useFieldNames() {
  const { data, loading, error, run } = useFieldList()
  return { items: computed(() => data.value?.fields ?? []), loading, error, load: run }
}

const MOST_VALUES = 200

/** The most frequent values of one field, with their counts. */
export function useFieldValues(field: MaybeRefOrGetter<string>) {
  const { data, loading, error, run } = useTopValues()
  const load = (question: ExploreQuestion) => run({ ...question, field: toValue(field), limit: MOST_VALUES })
  return { items: computed(() => data.value?.values ?? []), loading, error, load }
}
