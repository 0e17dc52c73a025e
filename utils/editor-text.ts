import type { EditorView } from '@codemirror/view'

/** Puts a text in place of an editor's, as when the address has changed; what is the same is left alone, and the cursor with it. */
export function replaceText(view: EditorView | undefined, text: string): void {
  const doc = view?.state.doc
  if (doc && doc.toString() !== text) view.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
}
