import type { ColumnType } from '../../storage'
import { ipv4Writer, ipv6Writer, uuidWriter } from './addresses'
import { arrayWriter, mapWriter, nullableWriter, tupleWriter } from './containers'
import { decimalWriter, floatWriter } from './fractions'
import { boolWriter, integerWriter } from './integers'
import { enumWriter, fixedStringWriter, jsonWriter, stringWriter } from './texts'
import { date32Writer, dateTime64Writer, dateTimeWriter, dateWriter } from './times'
import type { ValueWriter } from './value-writer'

/** How values are written as a type, in RowBinary (https://clickhouse.com/docs/interfaces/formats/RowBinary). */
export function valueWriter(type: ColumnType): ValueWriter {
  switch (type.kind) {
    case 'Int': case 'UInt': return integerWriter(type.kind === 'Int', type.bits)
    case 'Float': return floatWriter(type.bits)
    case 'Decimal': return decimalWriter(type.precision, type.scale)
    case 'Bool': return boolWriter
    case 'String': return stringWriter
    case 'FixedString': return fixedStringWriter(type.length)
    case 'UUID': return uuidWriter
    case 'IPv4': return ipv4Writer
    case 'IPv6': return ipv6Writer
    case 'Date': return dateWriter
    case 'Date32': return date32Writer
    case 'DateTime': return dateTimeWriter
    case 'DateTime64': return dateTime64Writer(type.precision)
    case 'Enum': return enumWriter(type.bits, type.members)
    // In RowBinary the same as what it holds.
    case 'LowCardinality': return valueWriter(type.inner)
    case 'Nullable': return nullableWriter(valueWriter(type.inner))
    case 'Array': return arrayWriter(valueWriter(type.inner))
    case 'Map': return mapWriter(valueWriter(type.key), valueWriter(type.value))
    case 'Tuple': return tupleWriter(type.items, type.items.map(item => valueWriter(item.type)))
    case 'JSON': return jsonWriter
  }
}
