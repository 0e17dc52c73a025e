/** Realistic log lines of a small web shop: for screenshots and for trying the interface out. */

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1']
const PATHS = ['/api/cart', '/api/orders', '/api/products/4711', '/api/products/812', '/login', '/healthz', '/search?q=axe']
const SHOPPERS = ['u_19f3', 'u_88ac', 'u_02bd', 'u_7e10', 'u_5caa', 'u_31d7']

/** @typedef {() => number} Random from 0 up to 1 */
/** @typedef {{ level: string, message: string, tags: object }} Line */

/** A small random generator with a seed, so that a picture can be made again. */
export function seeded(/** @type {number} */ seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * @template T
 * @param {Random} random
 * @param {T[]} list
 */
const pick = (random, list) => /** @type {T} */ (list[Math.floor(random() * list.length)])
const between = (/** @type {Random} */ random, /** @type {number} */ low, /** @type {number} */ high) => Math.floor(low + random() * (high - low))
const hex = (/** @type {Random} */ random, /** @type {number} */ digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')

/** @type {(random: Random, trouble: boolean) => Line} */
function gateway(random, trouble) {
  const status = trouble && random() < 0.35 ? 502 : pick(random, [200, 200, 200, 200, 201, 304, 404])
  const path = pick(random, PATHS)
  const duration = between(random, 2, status >= 500 ? 5000 : 240)
  return {
    level: status >= 500 ? 'error' : status === 404 ? 'warn' : 'info',
    message: `${pick(random, ['GET', 'GET', 'POST'])} ${path} ${status} ${duration}ms`,
    tags: { http: { status, path: path.split('?')[0], duration_ms: duration }, client: `10.${between(random, 0, 255)}.${between(random, 0, 255)}.${between(random, 1, 254)}` },
  }
}

/** @type {(random: Random, trouble: boolean) => Line} */
function checkout(random, trouble) {
  const order = `o-${between(random, 100000, 999999)}`
  const shopper = pick(random, SHOPPERS)
  if (trouble && random() < 0.5) {
    return { level: 'error', message: `payment failed for order ${order}: upstream payments timed out after 3000 ms`, tags: { order, user: shopper, retry: true, attempt: between(random, 1, 4) } }
  }
  const amount = between(random, 900, 24000) / 100
  return { level: 'info', message: `order ${order} placed by ${shopper}, total ${amount.toFixed(2)} EUR`, tags: { order, user: shopper, amount, items: between(random, 1, 9) } }
}

/** @type {(random: Random, trouble: boolean) => Line} */
function payments(random, trouble) {
  if (trouble && random() < 0.08) {
    return { level: 'fatal', message: 'connection pool exhausted: 64 of 64 connections busy, giving up', tags: { pool: { size: 64, waiting: between(random, 40, 200) } } }
  }
  if (trouble && random() < 0.6) {
    return { level: 'warn', message: `slow query on payments.transactions took ${between(random, 900, 3100)} ms`, tags: { db: { statement: 'SELECT … FOR UPDATE', rows: between(random, 1, 30) } } }
  }
  return { level: 'info', message: `captured ${(between(random, 900, 24000) / 100).toFixed(2)} EUR via ${pick(random, ['card', 'sepa', 'paypal'])}`, tags: { provider: pick(random, ['stripe', 'adyen']), retry: false } }
}

/** @type {(random: Random) => Line} */
function inventory(random) {
  const sku = `SKU-${between(random, 1000, 1999)}`
  if (random() < 0.06) return { level: 'warn', message: `stock of ${sku} is down to ${between(random, 1, 5)}`, tags: { sku, warehouse: pick(random, ['ber', 'lyo']) } }
  return { level: 'debug', message: `reserved ${between(random, 1, 4)} × ${sku} in warehouse ${pick(random, ['ber', 'lyo'])}`, tags: { sku, cache: random() < 0.7 ? 'hit' : 'miss' } }
}

/** @type {(random: Random) => Line} */
function worker(random) {
  if (random() < 0.3) return { level: 'trace', message: `poll queue=mail depth=${between(random, 0, 30)}`, tags: { queue: 'mail' } }
  return { level: 'info', message: `sent mail template=order-confirmation to ${pick(random, SHOPPERS)}@example.com in ${between(random, 30, 200)} ms`, tags: { queue: 'mail', template: 'order-confirmation' } }
}

const gatewayService = { name: 'gateway', make: gateway, weight: 46 }
const SERVICES = [
  gatewayService,
  { name: 'checkout', make: checkout, weight: 18 },
  { name: 'payments', make: payments, weight: 12 },
  { name: 'inventory', make: inventory, weight: 16 },
  { name: 'mail-worker', make: worker, weight: 8 },
]

/** @param {Random} random */
function pickService(random) {
  let share = random() * 100
  return SERVICES.find(({ weight }) => (share -= weight) < 0) ?? gatewayService
}

/**
 * Lines for `POST /ingest`, oldest first: a steady day of traffic with one incident.
 * @param {{ count: number, start: number, end: number, seed?: number }} options moments in milliseconds
 */
export function demoLines({ count, start, end, seed = 42 }) {
  const random = seeded(seed)
  const moments = Array.from({ length: count }, () => {
    const place = random()
    // A third of the way from the end, an incident brings extra lines.
    return random() < 0.12 ? 0.66 + place * 0.08 : place
  }).sort((a, b) => a - b)
  return moments.map((place) => {
    const { name: service, make } = pickService(random)
    const line = make(random, place > 0.66 && place < 0.74)
    return {
      timestamp: new Date(start + place * (end - start)).toISOString(),
      service,
      level: line.level,
      message: line.message,
      tags: { region: pick(random, REGIONS), host: `${service}-${between(random, 1, 4)}`, version: pick(random, ['2.14.0', '2.14.0', '2.15.1']), trace_id: hex(random, 32), ...line.tags },
    }
  })
}
