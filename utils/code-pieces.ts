import type { HLJSApi, LanguageFn } from 'highlight.js'
import { YOURS } from '#shared/snippets/fill'
import type { SnippetLanguage } from './snippet-catalogue'

/** A piece of a program, and what it is: one of highlight.js’s classes without `hljs-`, or `yours` for what readers fill in. */
export interface CodePiece { text: string, kind: string }

const languages: Record<SnippetLanguage, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  python: () => import('highlight.js/lib/languages/python'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
}

/** Text that has no colours, or none yet. */
export const plainPieces = (text: string): CodePiece[] => markYours([{ text, kind: '' }])

/** Cuts a program into pieces of one colour. What does the work is fetched when it is first needed. */
export async function codePieces(text: string, language: SnippetLanguage): Promise<CodePiece[]> {
  const [core, grammar] = await Promise.all([import('highlight.js/lib/core'), languages[language]()])
  const hljs: HLJSApi = core.default
  if (!hljs.getLanguage(language)) hljs.registerLanguage(language, grammar.default)
  return markYours(piecesOf(hljs.highlight(text, { language }).value))
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': '\'' }

/** highlight.js answers with HTML of nothing but spans: each text takes the class of the innermost. */
function piecesOf(html: string): CodePiece[] {
  const pieces: CodePiece[] = []
  const kinds: string[] = []
  for (const [part] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    if (part === '</span>') kinds.pop()
    else if (part.startsWith('<')) kinds.push(/hljs-([\w-]+)/.exec(part)?.[1] ?? '')
    else pieces.push({ text: part.replace(/&(?:amp|lt|gt|quot|#x27);/g, entity => ENTITIES[entity] ?? entity), kind: kinds.at(-1) ?? '' })
  }
  return pieces
}

function markYours(pieces: readonly CodePiece[]): CodePiece[] {
  return pieces.flatMap(({ text, kind }) => {
    const marks = [...text.matchAll(YOURS)]
    if (marks.length === 0) return [{ text, kind }]
    const cut: CodePiece[] = []
    let done = 0
    for (const mark of marks) {
      cut.push({ text: text.slice(done, mark.index), kind }, { text: mark[0], kind: 'yours' })
      done = mark.index + mark[0].length
    }
    return [...cut, { text: text.slice(done), kind }].filter(piece => piece.text !== '')
  })
}
