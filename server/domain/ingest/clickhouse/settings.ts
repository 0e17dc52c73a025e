import { ClickHouseException } from './exceptions'

const COMMA = 44

/** These say how rows are to be read in a way that is not the one here: to ignore them would store something else than was meant. */
const refused = [
  'format_csv_null_representation', 'format_tsv_null_representation', 'format_csv_allow_single_quotes', 'input_format_csv_skip_first_lines',
  'input_format_tsv_skip_first_lines', 'input_format_csv_skip_trailing_empty_lines', 'input_format_with_names_use_header',
]
/** Values under which they change nothing. */
const harmless = new Set(['', '0', 'false', '\\N'])

export interface InsertSettings {
  /** Between the cells of CSV, one byte. */
  readonly delimiter: number
}

/**
 * The settings of an insert that matter here. All others are ignored: most say how ClickHouse is to do its work
 * (`async_insert`, `insert_quorum`), and those of leniency (`date_time_input_format`, `input_format_skip_unknown_fields`)
 * ask for no more than what is done anyhow.
 * @throws ClickHouseException UNKNOWN_SETTING for one that changes how rows are read
 */
export function readSettings(setting: (name: string) => string | undefined): InsertSettings {
  const named = refused.find(name => isRefused(name, setting(name)))
  if (named !== undefined) throw new ClickHouseException('UNKNOWN_SETTING', `The setting ${named} is not supported here, and without it the rows would be read in another way`)
  const delimiter = setting('format_csv_delimiter')
  if (delimiter === undefined || delimiter === '') return { delimiter: COMMA }
  const code = delimiter.charCodeAt(0)
  if (delimiter.length !== 1 || code > 127 || '"\r\n'.includes(delimiter)) {
    throw new ClickHouseException('BAD_ARGUMENTS', 'format_csv_delimiter must be one ASCII character, and neither a quote nor a line feed')
  }
  return { delimiter: code }
}

function isRefused(name: string, value: string | undefined): boolean {
  if (value === undefined) return false
  // On by default, and off is what can't be done.
  return name === 'input_format_with_names_use_header' ? value === '0' || value === 'false' : !harmless.has(value)
}
