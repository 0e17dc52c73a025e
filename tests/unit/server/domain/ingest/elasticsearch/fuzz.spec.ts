import { expect } from 'vitest'
import { bulkAnswer, decodeBulk } from '~~/server/domain/ingest/elasticsearch'
import { bulkCase } from '../../../../../fixtures/fuzz/cases/elasticsearch'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

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
