import type { Attributes } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { isObject, jsonText } from '../decode/json-value'

/**
 * The log events of a CloudWatch subscription message
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html), each with the fields of the
 * message around it; undefined when the object is no such message. The first event is counted by who reads the
 * values, the others here.
 * @throws AppError too_large where the events and what they share are more than `bounds` allow
 */
export function subscriptionEvents(object: Attributes, bounds: Bounds): Attributes[] | undefined {
  const { logEvents } = object
  if (!Array.isArray(logEvents) || logEvents.length === 0 || !logEvents.every(isObject)) return undefined
  const { logEvents: _events, ...around } = object
  bounds.count(logEvents.length - 1)
  if (logEvents.length > 1) bounds.weigh(jsonText(around).length * logEvents.length)
  return logEvents.map(event => ({ ...around, ...event }))
}
