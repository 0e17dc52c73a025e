import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { keywordCompletionSource, sql, SQLDialect } from '@codemirror/lang-sql'
import { lineNumbers, type EditorView } from '@codemirror/view'
import { createCodeEditor, marked } from './code-editor'
import { sqlTexts } from './messages/sql'
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

/** {from}, {source}, {name:Type}: the grammar takes what is inside for a keyword or a name. */
const variables = marked(/\{\w+(?::[^{}]*)?\}/g, 'cm-variable')

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
  return createCodeEditor({
    parent, text, label, changed, run, testId: 'sql-editor', placeholder: sqlTexts.placeholder,
    extensions: [
      lineNumbers(), autocompletion({ override: [complete, keywordCompletionSource(clickhouse, true)] }),
      sql({ dialect: clickhouse, upperCaseKeywords: true }), variables, underlining,
    ],
  })
}
