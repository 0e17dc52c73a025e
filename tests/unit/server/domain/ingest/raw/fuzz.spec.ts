import type { RawFormat } from '#shared/schemas/ingest'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { lineCase, type MarkedLine } from '../../../../../fixtures/fuzz/lines'
import { loggerLine } from '../../../../../fixtures/fuzz/loggers'

const syslog: MarkedLine = (mark, chance) => chance.pick([
  `<165>1 2026-01-02T03:04:05.003Z h app 8710 ID47 [e@1 iut="3" b="\\"c"][f a="1"] ${mark}`, `<11>Jan  2 03:04:05 h app[7]: ${mark}`, `<0>${mark}`,
])
const combined: MarkedLine = (mark, chance) => chance.pick([
  `1.1.1.1 - - [02/Jan/2026:03:04:05 +0000] "GET /${mark}?b=1 HTTP/1.1" 200 1 "-" "M \\" x"`, `shop.example 2001:db8::1 - bob [02/Jan/2026:03:04:05 +0000] "-" 408 - "${mark}" "-"`,
])
const logfmt: MarkedLine = mark => `level=warn msg="${mark} \\"x\\" y" a=1 b`
const plain: MarkedLine = mark => mark
/** Lines of any form, none of which goes on with the one before it. */
const auto: MarkedLine = (mark, chance) => chance.pick<MarkedLine>([
  syslog, combined, logfmt, loggerLine, () => `2026-01-02 03:04:05,747 - INFO  [Quorum[myid=1]] - ${mark}`, () => `Jan 02 06:55:46 LabSZ sshd[24200]: ${mark}`,
  () => `W0102 10:00:00.123456 1 file.go:12] ${mark}`, () => `[Fri Jan 02 06:55:46.123456 2026] [core:error] ${mark}`, () => `1767323045.123 200 ${mark}`,
])(mark, chance)

const lines: Record<RawFormat, MarkedLine> = { auto, plain, logfmt, json: loggerLine, syslog, combined }

for (const [format, line] of Object.entries(lines) as Array<[RawFormat, MarkedLine]>) {
  itSurvives(`raw ${format}`, {
    decode: body => rawProtocol.decode(body, { format }, { now: Date.UTC(2026, 0, 2) }),
    make: (chance, marks) => lineCase(line, chance, marks),
  })
}
