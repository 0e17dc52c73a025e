import { sendTexts as texts } from './messages/send'

/** The files that `utils/snippet-catalogue.ts` names, each a piece of its own that is fetched when it is looked at. */
const files = import.meta.glob<string>(['../vector/*.yaml', '../snippets/*'], { query: '?raw', import: 'default' })

/** @throws Error for a file that is not there, or can’t be fetched */
export async function readSnippet(file: string): Promise<string> {
  const read = files[`../${file}`]
  if (!read) throw new Error(texts.failed)
  return (await read()).trimEnd()
}
