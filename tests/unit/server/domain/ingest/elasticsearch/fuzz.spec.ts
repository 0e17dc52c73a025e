import { expect } from 'vitest'
import { bulkAnswer, decodeBulk } from '~~/server/domain/ingest/elasticsearch'
import type { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Case, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureLine, injureText, splice } from '../../../../../fixtures/fuzz/injure'
import { loggerLine } from '../../../../../fixtures/fuzz/loggers'
import { twistJson } from '../../../../../fixtures/fuzz/twist'

const actions = [{ create: { _index: 'logs', _id: '7' } }, { index: { _index: 'a' } }, { create: {} }, { index: { _index: 'x', op_type: 'create' }, attempts: 1 }]
const pair = (mark: string, chance: Chance) => `${JSON.stringify(chance.pick<object>(actions))}\n${loggerLine(mark, chance)}\n`
const pairs = (marks: Marks, chance: Chance) => Buffer.from(Array.from({ length: 1 + chance.below(4) }, () => pair(marks.next(), chance)).join(''))

function bulkCase(chance: Chance, marks: Marks): Case {
  const good = [marks.next(), marks.next()]
  const [front, back] = good.map(mark => pair(mark, chance))
  const around = (bad: Buffer): Case => ({ body: Buffer.concat([Buffer.from(front!), bad, Buffer.from(`\n${back!}`)]), good })
  const action = chance.pick<object>(actions)
  const document = loggerLine(marks.next(), chance)
  switch (chance.below(5)) {
    case 0: return { body: injureText(pairs(marks, chance), chance) }
    case 1: return { body: splice(pairs(marks, chance), pairs(marks, chance), chance) }
    case 2: return around(Buffer.concat([Buffer.from(`${JSON.stringify(action)}\n`), injureLine(Buffer.from(document), chance)]))
    case 3: return around(Buffer.from(`${twistJson(action, chance)}\n${document}`))
    default: return around(Buffer.from(`${JSON.stringify(action)}\n${twistJson(JSON.parse(document) as object, chance)}`))
  }
}

itSurvives('Elasticsearch bulk', {
  decode(body) {
    const bulk = decodeBulk(body, { now: Date.UTC(2026, 0, 2), index: 'named' })
    const refused = bulk.items.filter(({ error }) => error).length
    // Every action has its item: senders send again by them
    if (bulk.items.length - refused !== bulk.records.length || bulk.rejects.length > refused) expect.fail('the items are not those of the records')
    JSON.parse(bulkAnswer(bulk, 1, 'id'))
    return bulk
  },
  make: bulkCase,
})
