import type { SourceStatus } from '#shared/schemas/projects'
import { sourceTexts as texts } from './messages/source'

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

const LOOKS: Record<Circuit, Pick<CircuitWords, 'color' | 'icon'>> = {
  'closed': { color: 'success', icon: 'i-lucide-circle-check' },
  'half-open': { color: 'warning', icon: 'i-lucide-circle-dashed' },
  'open': { color: 'error', icon: 'i-lucide-circle-x' },
}

export const circuitWords = (circuit: Circuit): CircuitWords => ({ ...LOOKS[circuit], ...texts.connection.states[circuit] })
