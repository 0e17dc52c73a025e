import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { senderGroups } from '../../../utils/snippet-catalogue'
import { codePieces, plainPieces } from '../../../utils/code-pieces'

const root = resolve(import.meta.dirname, '../../..')
const snippets = senderGroups.flatMap(group => group.senders).flatMap(sender => sender.snippets)

describe('codePieces', () => {
  it.each(snippets.map(snippet => [snippet.file, snippet.language] as const))('loses nothing of %s', async (file, language) => {
    const text = readFileSync(resolve(root, file), 'utf8')
    const pieces = language ? await codePieces(text, language) : plainPieces(text)
    expect(pieces.map(piece => piece.text).join('')).toBe(text)
    if (language) expect(new Set(pieces.map(piece => piece.kind)).size).toBeGreaterThan(1)
  })

  it('says what a piece is, and marks what the reader fills in', async () => {
    expect(await codePieces('# <&"\'> note\nkey: "a YOUR_API_KEY b"', 'yaml')).toEqual([
      { text: '# <&"\'> note', kind: 'comment' }, { text: '\n', kind: '' }, { text: 'key:', kind: 'attr' }, { text: ' ', kind: '' },
      { text: '"a ', kind: 'string' }, { text: 'YOUR_API_KEY', kind: 'yours' }, { text: ' b"', kind: 'string' },
    ])
  })
})
