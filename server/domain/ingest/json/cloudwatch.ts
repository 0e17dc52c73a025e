import type { Attributes } from '#shared/types/log-record'
import { isObject } from '../decode/json-value'

/**
 * The log events of a CloudWatch subscription message
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html), each with the fields of the
 * message around it; undefined when the object is no such message.
 */
export function subscriptionEvents(object: Attributes): Attributes[] | undefined {
  const { logEvents } = object
  if (!Array.isArray(logEvents) || logEvents.length === 0 || !logEvents.every(isObject)) return undefined
  const { logEvents: _events, ...around } = object
  return logEvents.map(event => ({ ...around, ...event }))
}
