import type { SourceStatus } from '#shared/schemas/projects'

type Circuit = SourceStatus['circuits']['inserts']

/** A circuit breaker's state as people read it. */
export interface CircuitWords {
  label: string
  color: 'success' | 'warning' | 'error'
  icon: string
  /** What it means for lines that are sent. */
  inserts: string
  /** What it means for those who read. */
  queries: string
}

const WORDS: Record<Circuit, CircuitWords> = {
  'closed': {
    label: 'Connected', color: 'success', icon: 'i-lucide-circle-check',
    inserts: 'ClickHouse takes lines as they come.',
    queries: 'The last search was answered.',
  },
  'half-open': {
    label: 'Trying again', color: 'warning', icon: 'i-lucide-circle-dashed',
    inserts: 'ClickHouse did not answer; one insert finds out whether it is back. Lines are acknowledged and wait on disk.',
    queries: 'ClickHouse did not answer; the next search finds out whether it is back.',
  },
  'open': {
    label: 'Not answering', color: 'error', icon: 'i-lucide-circle-x',
    inserts: 'ClickHouse does not answer. Lines are still acknowledged and wait on disk: nothing is lost. It is tried again every few seconds.',
    queries: 'ClickHouse does not answer, so searches are refused. It is tried again every few seconds.',
  },
}

export const circuitWords = (circuit: Circuit): CircuitWords => WORDS[circuit]
