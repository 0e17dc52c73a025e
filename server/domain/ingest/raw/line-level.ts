import type { Severity } from '../decode/severity'
import { INFO, severityOfName } from '../decode/severity'

/** How far behind the time a level may stand (characters), and behind how many words of prose. */
const REACH = 160
const PROSE = 1
const WORDS = 8

/** Words that are levels when they stand alone in upper case. Shorter or commoner ones (`OK`, `ALL`, `E`) are not. */
const upperCase = new Set(('TRACE TRC TRACING FINEST FINER VERBOSE VRB DEBUG DBG DBUG FINE INFO INF INFORMATION NOTICE WARN WARNING WRN '
  + 'ERROR ERR SEVERE CRITICAL CRIT ALERT FATAL FTL EMERG EMERGENCY PANIC').split(' '))

const pair = /(?:^|[\s,;{["(|])"?(?:level|lvl|severity|loglevel|log_level|log\.level)"?\s?[=:]\s?["']?([A-Za-z]{1,16})\b/i
const glog = /^([IWEF])\d{4} \d\d:/
const glogLevels: Record<string, string> = { I: 'INFO', W: 'WARN', E: 'ERROR', F: 'FATAL' }

function known(text: string): Severity | undefined {
  const number = severityOfName(text)
  return number === 0 ? undefined : { number, text }
}

/**
 * Finds the level a line of text is written with, near its start (`from`: just behind its time): a word in upper
 * case, one in brackets (`[warn]`, `[core:error]`), one with a colon behind it (`error: …`), glog's first letter; or
 * `level=…` near the start. A word such as "error" within the text does not count.
 */
export function levelOfLine(line: string, from: number): Severity | undefined {
  const letter = glog.exec(line)?.[1]
  if (letter !== undefined) return known(glogLevels[letter]!)
  const before = from > 0 ? levelBefore(line.slice(0, from)) : undefined
  if (before !== undefined) return before
  const near = line.slice(from, from + REACH)
  return levelNear(near) ?? known(pair.exec(line.slice(0, 1000))?.[1] ?? '')
}

/** `INFO 2025-11-22 …`, `[WARN] [2025-…`: the level stands before the time. */
function levelBefore(head: string): Severity | undefined {
  const word = /^\[?([A-Z]{3,11})\]?[\s:,|]/.exec(head)?.[1]
  return word !== undefined && upperCase.has(word) ? known(word) : undefined
}

const token = /[\s|,;\-–—\]]*(?:([[(<{])([^\])>}]{0,80})[\])>}]|([^\s|[(<]+))/y

function levelNear(text: string): Severity | undefined {
  let prose = 0
  token.lastIndex = 0
  for (let word = 0; word < WORDS; word++) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (found === null) {
      // An opening bracket without its counterpart: step over it
      if (at + 1 >= text.length) return undefined
      token.lastIndex = at + 1
      continue
    }
    const [, bracket, inside, bare] = found
    const severity = bracket === undefined ? levelOfWord(bare!) : levelInBrackets(inside!)
    if (severity !== undefined) return severity
    if (bare !== undefined && /^[A-Za-z]{2,}[,.]?$/.test(bare) && ++prose > PROSE) return undefined
  }
  return undefined
}

/** `[warn]`, `[ERROR ]`, `[core:error]`, `[W]`; the single letters in upper case only. */
function levelInBrackets(inside: string): Severity | undefined {
  const text = inside.trim()
  const name = /^[A-Za-z_]\w*:([a-z]+)\d?$/.exec(text)?.[1] ?? text
  if (name.length === 1) return /^[TVDIWEFC]$/.test(name) ? known(name) : undefined
  return name.length >= 3 && upperCase.has(name.toUpperCase()) ? known(name) : undefined
}

/** `LEVEL:logger:message` of Python's default format, `channel.LEVEL:` of Monolog and Laravel. */
const joined = /^([A-Z]{3,11}):[\w.]+:|^[\w-]+\.([A-Z]{3,11}):$/

function levelOfWord(word: string): Severity | undefined {
  const bare = word.replace(/[:,.]{1,3}$/, '')
  if (upperCase.has(bare)) return known(bare)
  if (!word.includes(':')) return undefined
  const found = joined.exec(word)
  const name = found?.[1] ?? found?.[2]
  if (name !== undefined) return upperCase.has(name) ? known(name) : undefined
  if (!word.endsWith(':')) return undefined
  // PostgreSQL's `LOG:`; `error:`, `Warning:` of compilers and commands
  if (bare === 'LOG') return { number: INFO, text: bare }
  return upperCase.has(bare.toUpperCase()) ? known(bare) : undefined
}
