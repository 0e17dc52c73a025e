import { forEachDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

const look = EditorView.theme({
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--ui-error)', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--ui-error)', fontFamily: 'var(--font-sans)', fontSize: '12px', maxWidth: '32rem' },
})

/** A mark goes as soon as the text changes where it is: what it says may be true no more. */
const untilTouched = EditorView.updateListener.of(({ docChanged, startState, state, changes, view }) => {
  if (!docChanged) return
  const left: Diagnostic[] = []
  let touched = false
  forEachDiagnostic(startState, (mark, from, to) => {
    if (changes.touchesRange(from, to)) touched = true
    else left.push({ ...mark, from: changes.mapPos(from), to: changes.mapPos(to) })
  })
  if (touched) view.dispatch(setDiagnostics(state, left))
})

/** For an editor whose mistakes are underlined by `underline`. */
export const underlining: Extension = [look, untilTouched]

/** Underlines one place of the text, in place of the one before; without one it takes that away. */
export function underline(view: EditorView, mark: { from: number, to: number, message: string } | undefined): void {
  view.dispatch(setDiagnostics(view.state, mark ? [{ ...mark, severity: 'error' }] : []))
}
