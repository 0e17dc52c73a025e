// @ts-check
import { wordsInCode } from './words-in-code.mjs'

/** Signs, which are the same in every language. */
const signs = ['(', ')', ',', '.', '&', '+', '-', '−', '=', '*', '/', '#', '%', '!', '?', ':', ';', '[', ']', '{', '}', '<', '>', '·', '•', '–', '—', '|', '…', '×', '→', '←', '↑', '↓', '“', '”', '’', '$', '@', '_', '~']
/** Names that are translated nowhere. */
const names = ['Cordwood', 'LogQL', 'SQL', 'CSV', 'NDJSON', 'Parquet', 'PNG', 'Markdown', 'OpenAPI 3.1']
/** What is typed or sent as it stands. */
const code = ['{from}', '{to}', '{source}', 'YOUR_API_KEY', 'Segment', 'Ordinal', 'X-API-Key', 'Authorization: Bearer', 'error.message']

/** The words of the interface are in utils/messages, not in templates (CONTRIBUTING.md). */
export const inTemplates = {
  'vue/no-bare-strings-in-template': ['error', {
    allowlist: [...code, ...names, ...signs],
    attributes: { '/.+/': ['title', 'aria-label', 'placeholder', 'label', 'description', 'alt', 'help', 'hint', 'text'] },
    directives: ['v-text'],
  }],
}

export const wordsPlugin = { rules: { 'words-in-code': wordsInCode } }

/** The same for what is not written in templates as it stands: scripts, and expressions in templates. */
export const inCode = { 'cordwood/words-in-code': /** @type {const} */ (['error', { names }]) }
