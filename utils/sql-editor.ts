import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { keywordCompletionSource, sql, SQLDialect } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, MatchDecorator, placeholder, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { SqlSuggestion } from './sql-completion'
import { underlining } from './sql-lint'

/** The words of ClickHouse's SELECT: https://clickhouse.com/docs/sql-reference/statements/select */
const clickhouse = SQLDialect.define({
  keywords: `all and any anti array as asc asof between by case cast cross cube date day desc describe distinct else end except exists extract false
fill final first following for format from full global grouping group having hour ilike in inner intersect interpolate interval into is join last
left like limit minute month not null nulls offset on or order outer over partition preceding prewhere quarter qualify recursive replace right rollup row
rows sample second select semi sets show step substring table tables then ties to totals trim true unbounded union using values week when where window
with year`,
  types: 'array bool date date32 datetime datetime64 decimal enum8 enum16 fixedstring float32 float64 int8 int16 int32 int64 int128 int256 ipv4 ipv6 json lowcardinality map nullable string tuple uint8 uint16 uint32 uint64 uint128 uint256 uuid variant',
  identifierQuotes: '`"', backslashEscapes: true, hashComments: true, slashComments: false,
})

/** The colours of code.css, by its variables: they follow the page. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--ui-info)' },
  { tag: tags.typeName, color: 'var(--ui-info)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ui-success)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ui-warning)' },
  { tag: tags.comment, color: 'var(--ui-text-muted)', fontStyle: 'italic' },
])

/** {from}, {source}, {name:Type}: the grammar takes what is inside for a keyword or a name. */
const marker = new MatchDecorator({ regexp: /\{\w+(?::[^{}]*)?\}/g, decoration: Decoration.mark({ class: 'cm-variable' }) })
const variables = ViewPlugin.fromClass(class {
  marks: DecorationSet
  constructor(view: EditorView) {
    this.marks = marker.createDeco(view)
  }

  update(update: ViewUpdate) {
    this.marks = marker.updateDeco(update, this.marks)
  }
}, { decorations: ({ marks }) => marks })

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ui-text-highlighted)', backgroundColor: 'var(--ui-bg)' },
  '&.cm-focused': { outline: '2px solid var(--ui-primary)', outlineOffset: '0' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--ui-text-highlighted)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ui-text-highlighted)' },
  '.cm-gutters': { backgroundColor: 'var(--ui-bg-muted)', color: 'var(--ui-text-muted)', borderRight: '1px solid var(--ui-border)' },
  '.cm-variable, .cm-variable *': { color: 'var(--ui-warning)' },
  '.cm-placeholder': { color: 'var(--ui-text-muted)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--ui-primary) 25%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--ui-bg-accented)' },
  '.cm-tooltip': { backgroundColor: 'var(--ui-bg)', color: 'var(--ui-text)', border: '1px solid var(--ui-border-accented)', borderRadius: '6px', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--ui-bg-accented)', color: 'var(--ui-text-highlighted)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--ui-text-muted)', fontStyle: 'normal' },
})

export interface SqlEditorOptions {
  parent: HTMLElement
  text: string
  label: string
  suggest: (text: string) => SqlSuggestion[]
  changed: (text: string) => void
  run: () => void
}

/** An editor for ClickHouse's SQL. The caller destroys it. */
export function createSqlEditor({ parent, text, label, suggest, changed, run }: SqlEditorOptions): EditorView {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\{?\w*/)
    // A number is no beginning of a name.
    if (!context.explicit && (!word || word.from === word.to || /^\d/.test(word.text))) return null
    return { from: word?.from ?? context.pos, options: suggest(context.state.doc.toString()), validFor: /^\{?\w*$/ }
  }
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        autocompletion({ override: [complete, keywordCompletionSource(clickhouse, true)] }),
        sql({ dialect: clickhouse, upperCaseKeywords: true }), syntaxHighlighting(colours), variables, look, underlining,
        placeholder('SELECT … FROM {source}'),
        EditorView.contentAttributes.of({ 'aria-label': label, 'data-testid': 'sql-editor', 'tabindex': '0' }),
        // Before the ordinary keys: there Ctrl+Enter begins a line. Tab stays the page's, so that nobody is caught here.
        keymap.of([{ key: 'Mod-Enter', run: (view) => {
          closeCompletion(view)
          run()
          return true
        } }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString())
        }),
      ],
    }),
  })
}
