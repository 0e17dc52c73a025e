import type { UnfitRecord } from '../encode/row-maker'
import { refusedDocument, type Bulk, type BulkItem } from './bulk'

const SHARDS = '"_shards":{"total":1,"successful":1,"failed":0}'

/**
 * The answer to a bulk request (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk), as compact
 * as Elasticsearch writes it: Vector looks for the very characters `"errors":true`.
 * @param ids begins the ids of documents that were sent without one: unique in the world
 */
export function bulkAnswer({ items }: Bulk, took: number, ids: string): string {
  const errors = items.some(item => item.error !== undefined)
  let written = ''
  for (let i = 0; i < items.length; i++) written += `${i === 0 ? '' : ','}${itemText(items[i]!, `${ids}${i.toString(36)}`)}`
  return `{"took":${Math.max(0, Math.round(took))},"errors":${errors},"items":[${written}]}`
}

/** The bulk with an error at the items whose records the source can't take. */
export function withUnfit(bulk: Bulk, unfit: readonly UnfitRecord[]): Bulk {
  if (unfit.length === 0) return bulk
  const reasons = new Map(unfit.map(({ place, reason }) => [place, reason]))
  let place = 0
  const items = bulk.items.map((item) => {
    const reason = item.error === undefined ? reasons.get(place++) : undefined
    return reason === undefined ? item : { ...item, error: refusedDocument(reason) }
  })
  return { ...bulk, items }
}

function itemText({ action, index, id, error }: BulkItem, newId: string): string {
  const name = `"_index":${JSON.stringify(index)}`
  if (error === undefined) {
    return `{"${action}":{${name},"_id":${JSON.stringify(id ?? newId)},"_version":1,"result":"created",${SHARDS},"status":201}}`
  }
  return `{"${action}":{${name},"_id":${JSON.stringify(id ?? null)},"status":400,"error":${JSON.stringify(error)}}}`
}
