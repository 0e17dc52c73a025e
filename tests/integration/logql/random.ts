/** Random lines and queries of one seed: the same seed, the same lines and queries. */
import type { Row } from '../query/support'
import { NOON } from '../query/support'

/** Numbers from 0 to 1 (mulberry32). */
export function generator(seed: number): Dice {
  let state = seed >>> 0
  return new Dice(() => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  })
}

export class Dice {
  constructor(private readonly next: () => number) {}

  below(end: number): number { return Math.floor(this.next() * end) }
  chance(share: number): boolean { return this.next() < share }
  of<T>(items: readonly T[]): T { return items[this.below(items.length)]! }
  some<T>(items: readonly T[], most: number): T[] { return Array.from({ length: this.below(most + 1) }, () => this.of(items)) }
}

const SERVICES = ['api', 'web', 'Api', '', 'a.b', 'ünï']
const NUMBERS = ['0', '1', '2.5', '-3', '+4', '007', '1e3', '1_0', '.5', '5.', 'NaN', 'Inf', '0x1p4', '', ' 7', '9007199254740993', '1e400', 'x', '250', '500', '404', '200']
const DURATIONS = ['3000000h', '1s', '250ms', '1h2m', '1.5s', '-2s', '0', '3', '1d', '', '10us', '1µs', '.5s', 'x', '1ns']
const SIZES = ['99EB', '1kB', '2KiB', '10', '1.5 mb', '1,000 B', 'x', '', '-1', '3MB']
const WORDS = ['error', 'Error', 'ERROR', 'Kelvin', '\u212Aelvin', 'time out', 'timeout', 'ſhort', 'short', 'a=b', '%_\\', '10.0.0.1', 'naïve', 'é', '日本', '😀', 'GET /api', 'x']
const NAMES = ['status', 'level', 'service', 'service_name', 'app', 'a.b', 'a_b', 'a-b', 'n', 'd', 'size', 'trace_id', 'x_extracted', 'detected_level', '1st', 'msg']
const VALUES = ['', 'x', 'y', 'prod', 'dev', 'Prod', 'a b', '"q"', 'é', '\n', 'error', 'info', ...NUMBERS]

function value(dice: Dice, name: string): string {
  if (name === 'n' || name === 'status') return dice.of(NUMBERS)
  if (name === 'd') return dice.of(DURATIONS)
  return name === 'size' ? dice.of(SIZES) : dice.of(VALUES)
}

function attributes(dice: Dice, most: number): Record<string, string> {
  return Object.fromEntries(dice.some(NAMES, most).map(name => [name, value(dice, name)]))
}

function jsonText(dice: Dice, depth = 0): string {
  const item = (name: string): string => {
    switch (dice.below(9)) {
      case 0: return dice.of(['true', 'false', 'null', 'tru', 'nul'])
      case 1: return depth > 2 ? '1' : jsonText(dice, depth + 1)
      case 2: return dice.of(['[1,2]', '[]', '["a",{"b":1}]'])
      case 3: return dice.of(['1', '2.50', '1e3', '-0', '9007199254740993', '01', '1E5', '0.10'])
      case 4: return dice.of(['"\\u00e9"', '"\\ud83d\\ude00"', '"\\ud800"', '"a\\"b"', '"\\/"', '"\\n"', '"\\u0000"', '"\\x"'])
      default: return JSON.stringify(value(dice, name))
    }
  }
  const pairs = dice.some([...NAMES, 'A B', 'é', ' n', 'msg'], 5).map(name => `${JSON.stringify(name)}:${dice.of(['', ' ', '\n'])}${item(name)}`)
  return dice.of(['', '', '', ' ', '\t']) + `{${pairs.join(dice.of([',', ', ', ' ,']))}}`
}

const logfmtText = (dice: Dice) => dice.some([...NAMES, 'é', 'k"'], 6).map((name) => {
  const text = value(dice, name)
  if (dice.chance(0.05)) return name
  return dice.chance(0.5) ? `${name}=${text.replaceAll(/\s/g, '')}` : `${name}=${JSON.stringify(text)}`
}).join(dice.of([' ', '  ', '\t']))

function body(dice: Dice): string {
  const text = () => Array.from({ length: dice.below(5) }, () => dice.of(WORDS)).join(dice.of([' ', ', ', '-', '\n', '\r\n', '\0', '']))
  switch (dice.below(8)) {
    case 0: return text()
    case 1: return text() + dice.of(['\n', '\r\n', '\0', '', '.'])
    case 2: case 3: case 4: {
      const whole = jsonText(dice)
      return dice.chance(0.1) ? whole.slice(0, dice.below(whole.length + 1)) : whole + dice.of(['', '', '', '', ' ', 'x', '}', ',{'])
    }
    default: return logfmtText(dice)
  }
}

/** The lines of five minutes, many at the same moment. */
export function randomRows(dice: Dice, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    time: NOON + BigInt(dice.below(300)) * 1_000_000_000n + (dice.chance(0.3) ? BigInt(dice.below(1_000_000_000)) : 0n),
    segment: BigInt(1 + dice.below(4)), ordinal: i, service: dice.of(SERVICES), severity: dice.of([0, 1, 5, 9, 13, 17, 21, 24]),
    body: body(dice), resource: attributes(dice, 3), attributes: attributes(dice, 3),
  }))
}

const TAME: Record<string, readonly string[]> = {
  n: ['1', '2.5', '-3', '250', '0.1', '1.50', '17', '123456.789'], d: ['1s', '250ms', '1.5s', '10us', '2h'], size: ['1kB', '10', '1.5mb', '3MB', '20 KiB'],
  status: ['200', '404', '500', '503'], level: ['info', 'error', 'warn'], app: ['x', 'y', 'é'], msg: ['time out', 'all well', 'GET /api error', 'a-b'], trace_id: ['ab', 'cd'],
}

/** Lines as programs write them: whole JSON or logfmt, numbers that are numbers. */
export function tameRows(dice: Dice, format: 'json' | 'logfmt', count: number): Row[] {
  const write = (pairs: readonly string[]) => {
    if (format === 'logfmt') return pairs.map(name => `${name}=${quotedIfNeeded(dice.of(TAME[name]!))}`).join(' ')
    const values = pairs.map((name): [string, unknown] => [name, dice.chance(0.4) && Number.isFinite(Number(TAME[name]![0])) ? Number(dice.of(TAME[name]!)) : dice.of(TAME[name]!)])
    if (dice.chance(0.2)) values.push(['req', { id: 7, path: '/a{b}', tags: ['x'] }])
    return JSON.stringify(Object.fromEntries(values)).replaceAll(',', dice.of([',', ', ']))
  }
  return Array.from({ length: count }, (_, i) => ({
    time: NOON + BigInt(dice.below(300_000)) * 1_000_000n, segment: BigInt(1 + dice.below(4)), ordinal: i, service: dice.of(['api', 'web']), severity: dice.of([9, 13, 17]),
    body: write([...new Set(dice.some(Object.keys(TAME), 6))]),
    attributes: Object.fromEntries(dice.some(['n', 'status', 'app'], 1).map(name => [name, dice.of(TAME[name]!)])), resource: { 'k8s.pod': dice.of(['p1', 'p2']) },
  }))
}

const quotedIfNeeded = (text: string) => /[ ="]/.test(text) ? JSON.stringify(text) : text

const quoted = (text: string) => JSON.stringify(text)
const ADDRESSES = ['10.0.0.0/8', '10.0.0.1', '::1', '10.0.0.1-10.0.0.9']
const label = (dice: Dice) => dice.of([...NAMES.filter(name => /^[a-z_]+$/.test(name)), 'a_b', '_1st', 'level', 'missing', 'A_B', 'app_extracted', 'n_extracted'])
const expression = (dice: Dice) => dice.of(['.*', '.+', 'x|y', 'pr.*', '(?i)PROD', 'a.b', '[0-9]+', '', 'error|info', '(?i)error', '5..', 'é', '(?i)kelvin', '(?i)short', 'time ?out', '\\d+', 'e$', '^e', 'a\\.b', 'GET /api', 'er+or', '(?i)time ?out', '(?i)get /api', 'err[ou]r', '(time)?out', 'timeou+t', '(?i)naïve|timeout', '^time.out$', '10\\.0\\.0', 'erro{1,2}r', '(?:GET|PUT) /api'])

const matcher = (dice: Dice) => `${label(dice)}${dice.chance(0.6) ? `${dice.of(['=', '!='])}${quoted(dice.of(VALUES))}` : `${dice.of(['=~', '!~'])}${quoted(expression(dice))}`}`

function selector(dice: Dice): string {
  const first = dice.of(['service_name=~".+"', 'detected_level=~".+"', 'service_name="api"', 'service_name=~"api|web"', 'level=~"error|info|warn"', 'service=~".+"'])
  return `{${[first, ...dice.chance(0.3) ? [matcher(dice)] : []].join(', ')}}`
}

function labelFilter(dice: Dice, depth = 0): string {
  if (depth < 2 && dice.chance(0.2)) return `(${labelFilter(dice, depth + 1)} ${dice.of(['and', 'or', ','])} ${labelFilter(dice, depth + 1)})`
  const compare = () => dice.of(['==', '!=', '>', '>=', '<', '<='])
  switch (dice.below(9)) {
    case 8: return `${label(dice)}${dice.of(['=', '!='])}ip(${quoted(dice.of(ADDRESSES))})`
    case 0: case 1: case 2: return `${dice.of(['n', 'status', label(dice)])} ${compare()} ${dice.of(['0', '5', '2.5', '500', '-1', '1000'])}`
    case 3: return `${dice.of(['d', label(dice)])} ${compare()} ${dice.of(['1s', '250ms', '1m'])}`
    case 4: return `${dice.of(['size', label(dice)])} ${compare()} ${dice.of(['1kB', '1KiB', '10B'])}`
    case 5: return dice.of(['__error__=""', '__error__!=""', '__error__="JSONParserErr"', '__error__!~"JSON.*"'])
    default: return matcher(dice)
  }
}

const lineFilter = (dice: Dice) => {
  const operator = dice.of(['|=', '!=', '|=', '|~', '!~', '|>', '!>'])
  const one = () => operator.endsWith('~') ? expression(dice) : operator.endsWith('>') ? dice.of(['<_>error<_>', '<_>', 'GET <_>', '<_>=<_> <_>', '<_>}', 'time<_>', '', 'Error', '<_>é<_>']) : dice.of([...WORDS, '', '"', '{', 'status', '=', '\n'])
  return `${operator} ${quoted(one())}${dice.chance(0.2) ? ` or ${quoted(one())}` : ''}`
}

function stage(dice: Dice): string {
  switch (dice.below(14)) {
    case 13: return `${dice.of(['|=', '!='])} ip(${quoted(dice.of(ADDRESSES))})${dice.of(['', '', ' or "error"'])}`
    case 0: case 1: case 2: return lineFilter(dice)
    case 3: case 4: return '| json'
    case 5: return `| logfmt${dice.of(['', '', ' --strict', ' --keep-empty'])}`
    case 6: case 7: case 8: return `| ${labelFilter(dice)}`
    case 9: return dice.of(['| json n="n", s="status"', '| json level="a.b"', '| logfmt n="n", s="status"', '| pattern "<a> <b>"', '| regexp "(?P<n>[0-9]+)"', '| regexp "(?P<a>\\\\S+) "', '| unpack', '| json a="[0]", b="msg", level="n"', '| json msg', '| logfmt msg, a_b', '| logfmt q=`"a-b"`', '| pattern "<a>=<n> <_>"'])
    case 10: return dice.of(['| drop ', '| keep ']) + [label(dice), ...dice.some([label(dice)], 1), ...dice.chance(0.2) ? [matcher(dice)] : []].join(', ')
    case 11: return dice.of(['| line_format "{{.n}} {{.msg}}"', '| label_format z=n', '| label_format level="{{.n}}", n=level', '| line_format "{{.level | upper}} {{__line__ | trunc 5}}"', '| line_format "{{divf .n 3}}"', '| label_format n="{{.status}}"', '| decolorize'])
    default: return `| search ${quoted(dice.of(['error', 'Error NOT x', 'kelvin', '"time out"', 'error OR short', '10.0.0.1', 'é', 'naïve', 'status', 'a b', '日本']))}`
  }
}

export const randomLogQuery = (dice: Dice): string => [selector(dice), ...Array.from({ length: dice.below(4) }, () => stage(dice))].join(' ')

const UNWRAPPED = ['sum', 'avg', 'min', 'max', 'first', 'last', 'stddev', 'stdvar'].map(name => `${name}_over_time`)
const grouping = (dice: Dice) => ` ${dice.of(['by', 'by', 'without'])} (${[...new Set(dice.some([label(dice), label(dice), 'service_name', 'level', 'status', '__error__'], 3))].join(', ')})`

function rangeAggregation(dice: Dice): string {
  const range = `[${dice.of(['10s', '30s', '1m', '90s', '7s', '5m'])}]${dice.of(['', '', '', ' offset 20s', ' offset -10s'])}`
  if (dice.chance(0.45)) return `${dice.of(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'absent_over_time'])}(${randomLogQuery(dice)} ${range})`
  const operation = dice.of([...UNWRAPPED, 'quantile_over_time', 'rate', 'rate_counter', 'sum_over_time', 'avg_over_time'])
  const unwrap = dice.of(['n', 'status', 'duration(d)', 'bytes(size)', 'duration_seconds(d)', label(dice)])
  const filters = dice.of(['', '', ' | __error__=""', ` | __error__="" | ${labelFilter(dice)}`])
  const group = operation.startsWith('rate') || operation === 'sum_over_time' || dice.chance(0.5) ? '' : grouping(dice)
  return `${operation}(${operation === 'quantile_over_time' ? `${dice.of(['0.5', '0.95', '0', '1', '0.3'])}, ` : ''}${randomLogQuery(dice)} | unwrap ${unwrap}${filters} ${range})${group}`
}

/** Lines or bytes: whole numbers, which are the same however they are added up. */
const counted = (dice: Dice) => `${dice.of(['count_over_time', 'bytes_over_time'])}(${randomLogQuery(dice)} [${dice.of(['30s', '1m', '7s'])}])`

const matching = (dice: Dice) => dice.of(['', '', '', ' on ()', ' on (service_name)', ' on (level, service_name)', ' ignoring (n, status)', ' on (service_name) group_left ()', ' on (level) group_right (n)', ' ignoring (level) group_left (level)'])

/** What is compared or picked is of whole numbers: others may differ in their last digit. */
function joined(dice: Dice): string {
  const side = () => `${dice.of(['sum', 'max', 'count'])}${grouping(dice)} (${counted(dice)})`
  switch (dice.below(6)) {
    case 0: return `${side()} ${dice.of(['and', 'or', 'unless'])}${dice.of(['', ' on (service_name)', ' ignoring (n)', ' on ()'])} ${side()}`
    case 1: return `${side()} ${dice.of(['>', '>=', '<', '<=', '==', '!='])}${dice.of(['', ' bool'])} ${dice.of(['1', '2', '20', '-1', side()])}`
    case 2: return `${dice.of(['1', '2.5', 'vector(3)', '-2'])} ${dice.of(['+', '-', '*', '/', '%', '^'])} ${side()}`
    case 3: return `label_replace(${side()}, ${quoted(dice.of(['x', 'level', 'service_name']))}, ${quoted(dice.of(['$1', 'a-${1}', '', '$1$2']))}, ${quoted(dice.of(['service_name', 'level', 'n']))}, ${quoted(dice.of(['(.*)', '(a)(.*)', '.', 'x|']))})`
    case 4: return `${dice.of(['topk', 'bottomk'])}${dice.of(['', ' by (level)', ' without (level)'])} (${dice.of(['1', '2', '5'])}, ${side()})`
    default: return `${side()} ${dice.of(['+', '-', '*', '/'])}${matching(dice)} ${side()}`
  }
}

export function randomMetricQuery(dice: Dice): string {
  if (dice.chance(0.25)) return joined(dice)
  const inner = rangeAggregation(dice)
  if (dice.chance(0.3)) return inner
  const operation = dice.of(['sum', 'sum', 'sum', 'avg', 'max', 'min', 'count', 'stddev', 'stdvar'])
  return `${operation}${dice.chance(0.7) ? grouping(dice) : ''} (${inner})`
}
