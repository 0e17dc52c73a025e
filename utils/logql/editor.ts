import { autocompletion, closeCompletion, pickedCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { insertNewlineAndIndent } from '@codemirror/commands'
import { LanguageSupport, LRLanguage } from '@codemirror/language'
import { linter, type Diagnostic } from '@codemirror/lint'
import { EditorView, type KeyBinding } from '@codemirror/view'
import { parser } from '@grafana/lezer-logql'
import { styleTags, tags } from '@lezer/highlight'
import { createCodeEditor, marked } from '../code-editor'
import { logqlTexts as texts } from '../messages/logql'
import { suggestionsAt, type Suggestion } from './completions'
import { formatQuery } from './format'
import { mistakeIn, type Mistake } from './lint'
import type { QueryData } from './query-data'

/** Grafana's grammar gives the colours; what is right and wrong is told by our own parser. */
const language = new LanguageSupport(LRLanguage.define({
  name: 'logql',
  parser: parser.configure({
    props: [styleTags({
      'Json Logfmt Unpack Pattern Regexp Unwrap LabelFormat LineFormat LabelReplace Vector Decolorize Drop Keep': tags.keyword,
      'By Without And Or Unless On Ignoring GroupLeft GroupRight Bool Offset ParserFlag Ip': tags.keyword,
      'RangeOp/... VectorOp/... ConvOp/...': tags.typeName,
      'String': tags.string,
      'Number Duration Bytes': tags.number,
      'LineComment': tags.comment,
    })],
  }),
  languageData: { closeBrackets: { brackets: ['(', '[', '{', '"', '`'] }, commentTokens: { line: '#' } },
}))

/** Grows with its text up to eight lines, then scrolls. */
const size = EditorView.theme({
  '&': { height: 'auto' },
  '.cm-scroller': { maxHeight: 'calc(8 * 1.55 * 13px + 12px)', overflow: 'auto' },
  '.cm-content': { padding: '5px 0' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--ui-error)', textUnderlineOffset: '3px' },
})

/** The server is asked when typing pauses. */
const PAUSE_MS = 150

export interface LogqlEditorOptions {
  parent: HTMLElement
  text: string
  data: QueryData
  changed: (text: string) => void
  /** What is wrong, a moment after typing has paused. */
  checked: (mistake: Mistake | undefined) => void
  run: () => void
}

/** An editor for LogQL: Enter runs, Shift+Enter begins a line, Shift+Alt+F formats. The caller destroys it. */
export function createLogqlEditor({ parent, text, data, changed, checked, run }: LogqlEditorOptions): EditorView {
  const keys: KeyBinding[] = [
    { key: 'Enter', shift: insertNewlineAndIndent, run: (view) => {
      closeCompletion(view)
      run()
      return true
    } },
    { key: 'Shift-Alt-f', run: format },
  ]
  return createCodeEditor({
    parent, text, changed, run, keys, label: 'LogQL', testId: 'logql-editor', placeholder: texts.placeholder,
    extensions: [
      language, marked(/(?<=\|\s*)search\b/g, 'cm-word'), size,
      autocompletion({ override: [context => complete(context, data)], icons: false, activateOnTypingDelay: PAUSE_MS, activateOnCompletion: () => true }),
      linter((view) => {
        const mistake = mistakeIn(view.state.doc.toString())
        checked(mistake)
        return diagnosticsOf(mistake)
      }, { delay: 300 }),
    ],
  })
}

/** Writes the query in its usual form; what does not read stays as it is. */
export function format(view: EditorView): boolean {
  const { doc } = view.state
  const formatted = formatQuery(doc.toString())
  if (formatted !== undefined && formatted !== doc.toString()) view.dispatch({ changes: { from: 0, to: doc.length, insert: formatted }, selection: { anchor: formatted.length } })
  return true
}

async function complete(context: CompletionContext, data: QueryData): Promise<CompletionResult | null> {
  const found = await suggestionsAt(context.state.doc.toString(), context.pos, data)
  if (found === undefined || context.aborted) return null
  // A list that opens by itself behind each space would be in the way of Enter.
  if (!context.explicit && found.from === context.pos && !/[{("`,[.|]$/.test(context.state.sliceDoc(0, context.pos).trimEnd())) return null
  // What is replaced behind the cursor, a closing quote, is none of what CodeMirror filters by.
  const behind = found.to - context.pos
  return { from: found.from, options: found.options.map(option => completionOf(option, behind)), ...(found.complete && { validFor: /^[\w.:/-]*$/ }) }
}

const completionOf = ({ label, type, detail, apply, cursor = apply.length, boost }: Suggestion, behind: number): Completion => ({
  label, type, detail, boost,
  apply: (view, picked, from, to) => {
    view.dispatch({ changes: { from, to: to + behind, insert: apply }, selection: { anchor: from + cursor }, userEvent: 'input.complete', annotations: pickedCompletion.of(picked) })
  },
})

function diagnosticsOf(mistake: Mistake | undefined): Diagnostic[] {
  if (mistake === undefined) return []
  const { from, to, message, instead } = mistake
  const actions = instead === undefined ? [] : [{ name: texts.writeInstead(instead), apply: (view: EditorView, start: number, end: number) => view.dispatch({ changes: { from: start, to: end, insert: instead } }) }]
  return [{ from, to, severity: 'error', message, actions }]
}
