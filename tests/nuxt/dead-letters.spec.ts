import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '#shared/schemas/dead-letters'
import LetterBytes from '~/components/dead-letters/LetterBytes.vue'
import LetterTable from '~/components/dead-letters/LetterTable.vue'
import ReasonChips from '~/components/dead-letters/ReasonChips.vue'
import { mountInApp } from './support'

const letter = (part: Partial<DeadLetter> = {}): DeadLetter => ({
  id: '1-0', receivedAt: '2026-11-22T10:00:00.123Z', source: 'app', keyId: 'k', keyName: 'Production', protocol: 'simple',
  reason: 'Not valid JSON', encoding: 'utf8', raw: '{"message": oops', bytes: 16, cut: false, ...part,
})

describe('ReasonChips', () => {
  it('adds and removes a reason, and keeps one that occurs no more', async () => {
    const reasons = [{ reason: 'one', count: 3 }, { reason: 'two', count: 1 }]
    const chips = await mountInApp(ReasonChips, { props: { reasons, chosen: ['two', 'gone'] } })
    const buttons = chips.findAll('[data-testid=reason]')
    expect(buttons.map(button => button.text())).toEqual(['one3', 'two1', 'gone0'])
    expect(buttons.map(button => button.attributes('aria-pressed'))).toEqual(['false', 'true', 'true'])
    await buttons[0]!.trigger('click')
    await buttons[1]!.trigger('click')
    expect(chips.emitted('change')).toEqual([[['two', 'gone', 'one']], [['gone']]])
  })

  it('shows the most frequent first, and the rest when asked', async () => {
    const reasons = Array.from({ length: 12 }, (_, i) => ({ reason: `reason ${i}`, count: 12 - i }))
    const chips = await mountInApp(ReasonChips, { props: { reasons, chosen: [] } })
    expect(chips.findAll('[data-testid=reason]')).toHaveLength(8)
    await chips.findAll('button').find(button => button.text() === '4 more reasons')!.trigger('click')
    expect(chips.findAll('[data-testid=reason]')).toHaveLength(12)
  })
})

describe('LetterBytes', () => {
  it('shows text as it is, and as hex', async () => {
    const panel = await mountInApp(LetterBytes, { props: { letter: letter(), sender: 'Production' } })
    expect(panel.find('[data-testid=bytes]').text()).toBe('{"message": oops')
    await panel.findAll('button').find(button => button.text() === 'Hex')!.trigger('click')
    expect(panel.find('[data-testid=bytes]').text()).toContain('7b 22 6d')
  })

  it('shows bytes that are no text as hex, and says when there were more', async () => {
    const panel = await mountInApp(LetterBytes, { props: { letter: letter({ encoding: 'base64', raw: '//4=', bytes: 65_536, cut: true }), sender: '' } })
    expect(panel.find('[data-testid=bytes]').text()).toContain('ff fe')
    expect(panel.text()).toContain('not UTF-8')
    expect(panel.text()).toContain('only the first 64 KiB were kept')
  })
})

describe('LetterTable', () => {
  it('selects one, and all', async () => {
    const letters = [letter(), letter({ id: '1-1' })]
    const table = await mountInApp(LetterTable, { props: { letters, selected: new Set(), isFixable: () => false } })
    const boxes = table.findAll('[role=checkbox]')
    expect(boxes).toHaveLength(3)
    await boxes[1]!.trigger('click')
    await boxes[0]!.trigger('click')
    expect(table.emitted('update:selected')).toEqual([[new Set(['1-0'])], [new Set(['1-0', '1-1'])]])
  })

  it('opens a letter and closes it', async () => {
    const table = await mountInApp(LetterTable, { props: { letters: [letter()], selected: new Set(), isFixable: () => false } })
    const opener = table.find('button[aria-expanded]')
    await opener.trigger('click')
    expect(table.find('[data-testid=bytes]').exists()).toBe(true)
    await opener.trigger('click')
    expect(table.find('[data-testid=bytes]').exists()).toBe(false)
  })
})
