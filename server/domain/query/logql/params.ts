import type { SqlParams } from '../sql'

type Value = SqlParams[string]

/** The values of a statement that is put together piece by piece: what is bound stands in the text as `{p0:Type}`. */
export class Params {
  private readonly values: Record<string, Value> = {}
  private readonly known = new Map<string, string>()

  /** @returns the placeholder; the same value has the same one */
  bind(value: Value, type: string): string {
    const key = JSON.stringify([type, value], (_name, item: unknown) => typeof item === 'bigint' ? String(item) : item)
    let name = this.known.get(key)
    if (name === undefined) {
      this.known.set(key, name = `p${this.known.size}`)
      this.values[name] = value
    }
    return `{${name}:${type}}`
  }

  string(value: string): string {
    return this.bind(value, 'String')
  }

  toRecord(): SqlParams {
    return { ...this.values }
  }
}
