import { fill, type Filling } from '#shared/snippets/fill'
import { codePieces, plainPieces, type CodePiece } from '~/utils/code-pieces'
import { sendTexts as texts } from '~/utils/messages/send'
import type { Snippet } from '~/utils/snippet-catalogue'
import { readSnippet } from '~/utils/snippet-texts'

/** The text of a snippet, filled in, and its pieces with their colours. The text is there first: it can be copied at once. */
export function useSnippet(snippet: () => Snippet, filling: () => Filling) {
  const template = shallowRef<string>()
  const error = shallowRef<Error>()
  const pieces = shallowRef<CodePiece[]>([])
  const text = computed(() => template.value === undefined ? undefined : fill(template.value, filling()))

  async function load(file: string): Promise<void> {
    error.value = undefined
    try {
      const read = await readSnippet(file)
      if (file === snippet().file) template.value = read
    }
    catch {
      // A newer build may have taken the place of the one that this page came from.
      error.value = new Error(texts.failed)
    }
  }

  watch(() => snippet().file, (file) => {
    template.value = undefined
    void load(file)
  }, { immediate: true })

  watch(text, async (now) => {
    if (now === undefined) return
    pieces.value = plainPieces(now)
    const { language } = snippet()
    // Without colours it can be read as well.
    const coloured = language && await codePieces(now, language).catch(() => undefined)
    if (coloured && now === text.value) pieces.value = coloured
  }, { immediate: true })

  return { text, pieces, error }
}
