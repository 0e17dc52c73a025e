import { closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { Decoration, drawSelection, EditorView, keymap, MatchDecorator, placeholder, ViewPlugin, type DecorationSet, type KeyBinding, type ViewUpdate } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The colours of code.css, by its variables: they follow the page. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--ui-info)' },
  { tag: tags.typeName, color: 'var(--ui-info)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ui-success)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ui-warning)' },
  { tag: tags.comment, color: 'var(--ui-text-muted)', fontStyle: 'italic' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ui-text-highlighted)', backgroundColor: 'var(--ui-bg)' },
  '&.cm-focused': { outline: '2px solid var(--ui-primary)', outlineOffset: '0' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--ui-text-highlighted)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ui-text-highlighted)' },
  '.cm-gutters': { backgroundColor: 'var(--ui-bg-muted)', color: 'var(--ui-text-muted)', borderRight: '1px solid var(--ui-border)' },
  // Chromium writes the colour of text that is replaced into its line, where it would stay when the page's colours change.
  '.cm-line': { color: 'inherit !important' },
  '.cm-variable, .cm-variable *': { color: 'var(--ui-warning)' },
  '.cm-word, .cm-word *': { color: 'var(--ui-info)' },
  '.cm-placeholder': { color: 'var(--ui-text-muted)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--ui-primary) 25%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--ui-bg-accented)' },
  '.cm-tooltip': { backgroundColor: 'var(--ui-bg)', color: 'var(--ui-text)', border: '1px solid var(--ui-border-accented)', borderRadius: '6px', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '19em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--ui-bg-accented)', color: 'var(--ui-text-highlighted)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--ui-text-muted)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--ui-error)' },
  '.cm-diagnosticAction': { color: 'var(--ui-text-inverted)', backgroundColor: 'var(--ui-bg-inverted)' },
})

export interface CodeEditorOptions {
  parent: HTMLElement
  text: string
  label: string
  /** The `data-testid` of what is typed into. */
  testId: string
  placeholder: string
  changed: (text: string) => void
  run: () => void
  /** Asked before the ordinary keys. */
  keys?: readonly KeyBinding[]
  /** Language, completion, and what else one language has. */
  extensions: Extension
}

/** A CodeMirror editor as all of ours are: look, history, brackets, Ctrl or Cmd with Enter runs. The caller destroys it. */
export function createCodeEditor({ parent, text, label, testId, changed, run, keys = [], extensions, ...options }: CodeEditorOptions): EditorView {
  const runKey: KeyBinding = { key: 'Mod-Enter', run: (view) => {
    closeCompletion(view)
    run()
    return true
  } }
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(), drawSelection(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        extensions, syntaxHighlighting(colours), look, placeholder(options.placeholder),
        EditorView.contentAttributes.of({ 'aria-label': label, 'data-testid': testId, 'tabindex': '0' }),
        // Before the ordinary keys: there Ctrl+Enter begins a line. Tab stays the page's, so that nobody is caught here.
        keymap.of([runKey, ...closeBracketsKeymap, ...completionKeymap, ...keys, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString())
        }),
      ],
    }),
  })
}

/** Gives all text of a form a class: what a grammar does not know. */
export function marked(form: RegExp, className: string): Extension {
  const marker = new MatchDecorator({ regexp: form, decoration: Decoration.mark({ class: className }) })
  return ViewPlugin.fromClass(class {
    marks: DecorationSet
    constructor(view: EditorView) {
      this.marks = marker.createDeco(view)
    }

    update(update: ViewUpdate) {
      this.marks = marker.updateDeco(update, this.marks)
    }
  }, { decorations: ({ marks }) => marks })
}
