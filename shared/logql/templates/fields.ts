import { CallError } from './errors'
import { GoTime } from './time'
import { dayOfYear } from './time-format'
import { DAYS, MONTHS } from './time-layout'
import { LabelValues, typeName, type Value } from './values'

/** The methods of time.Time that need no other type. */
const TIME_METHODS: Record<string, (time: GoTime, args: readonly Value[]) => Value> = {
  Unix: time => time.unix,
  UnixMilli: time => time.milliseconds,
  UnixMicro: time => time.nanoseconds / 1000n,
  UnixNano: time => time.nanoseconds,
  Year: time => BigInt(time.local.getUTCFullYear()),
  Month: time => MONTHS[time.local.getUTCMonth()]!,
  Day: time => BigInt(time.local.getUTCDate()),
  Weekday: time => DAYS[time.local.getUTCDay()]!,
  YearDay: time => BigInt(dayOfYear(time.local)),
  Hour: time => BigInt(time.local.getUTCHours()),
  Minute: time => BigInt(time.local.getUTCMinutes()),
  Second: time => BigInt(time.local.getUTCSeconds()),
  Nanosecond: time => BigInt(time.fraction),
  IsZero: time => time.nanoseconds === GoTime.zero.nanoseconds,
  UTC: time => time.in('UTC'),
  String: time => time.format('2006-01-02 15:04:05.999999999 -0700 MST'),
  Format: (time, [layout]) => time.format(String(layout)),
}

/** Only a method's arguments are evaluated. */
export interface Arguments { readonly count: number, readonly values: () => readonly Value[] }
const NO_ARGUMENTS: Arguments = { count: 0, values: () => [] }

/**
 * What stands at `.a.b`. A label may have dots in its name (OpenTelemetry’s attributes), which Go’s templates know
 * nothing of: `.http.status` is that label where there is one.
 * @throws CallError
 */
export function fieldsOf(base: Value, names: readonly string[], args: Arguments): Value {
  let value = base
  for (let i = 0; i < names.length; i++) {
    const joined = value instanceof LabelValues && i < names.length - 1 ? value.labels.get(names.slice(i).join('.')) : undefined
    if (joined !== undefined) return withoutArguments(joined, names.at(-1)!, args)
    value = fieldOf(value, names[i]!, i === names.length - 1 ? args : NO_ARGUMENTS)
  }
  return value
}

function fieldOf(value: Value, name: string, args: Arguments): Value {
  if (value instanceof LabelValues) return withoutArguments(value.labels.get(name) ?? '', name, args)
  if (value instanceof Map) return withoutArguments(value.get(name), name, args)
  if (value instanceof GoTime && Object.hasOwn(TIME_METHODS, name)) return TIME_METHODS[name]!(value, args.values())
  if (value === undefined || value === null) throw new CallError(`nil data; no entry for key ${JSON.stringify(name)}`)
  throw new CallError(`can't evaluate field ${name} in type ${typeName(value)}`)
}

function withoutArguments(value: Value, name: string, args: Arguments): Value {
  if (args.count > 0) throw new CallError(`${name} is not a method but has arguments`)
  return value
}
