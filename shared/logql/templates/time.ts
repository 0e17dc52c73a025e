import { formatTime } from './time-format'
import { offsetAt, zoneNameAt } from './zones'

/** Nanoseconds of Go's zero time, the first of January of the year 1. */
const ZERO = -62_135_596_800_000_000_000n

/** A moment and the zone that it is shown in: Go's time.Time. */
export class GoTime {
  static readonly zero = new GoTime(ZERO, 'UTC')

  /**
   * @param nanoseconds since 1970
   * @param zone is `UTC`, a name such as `Europe/Berlin`, or `+HH:MM`
   */
  constructor(readonly nanoseconds: bigint, readonly zone: string) {}

  /** Seconds since 1970, rounded down. */
  get unix(): bigint { return floorDivide(this.nanoseconds, 1_000_000_000n) }

  get milliseconds(): bigint { return floorDivide(this.nanoseconds, 1_000_000n) }

  /** Nanoseconds within the second. */
  get fraction(): number { return Number(this.nanoseconds - this.unix * 1_000_000_000n) }

  /** Seconds east of Greenwich. */
  get offset(): number { return offsetAt(this.zone, Number(this.milliseconds)) }

  get zoneName(): string { return zoneNameAt(this.zone, Number(this.milliseconds)) }

  /** The calendar as it is shown; UTC’s getters read it. */
  get local(): Date { return new Date(Number(this.unix) * 1000 + this.offset * 1000) }

  /** @param layout as https://pkg.go.dev/time#pkg-constants has it */
  format(layout: string): string { return formatTime(this, layout) }

  in(zone: string): GoTime { return new GoTime(this.nanoseconds, zone) }
}

export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}
