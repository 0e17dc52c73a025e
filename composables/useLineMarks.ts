import { marksOf, marksOfWords, unmarkedExpressions, type CompileMark } from '~/utils/line-marks'

/** What is marked in lines: what a query looks for, and further words. Other than plain text it is found as soon as RE2 is loaded. */
export function useLineMarks(query: () => string, words: () => string) {
  const compile = shallowRef<CompileMark>()
  watch(() => unmarkedExpressions(query()).length > 0, async (isNeeded) => {
    if (isNeeded && !compile.value) compile.value = (await import('~/utils/expression-marks')).markOfExpression
  }, { immediate: true })
  return computed(() => [...marksOf(query(), compile.value), ...marksOfWords(words())])
}
