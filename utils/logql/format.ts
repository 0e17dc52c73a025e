import { LogqlError, printQuery, printStage } from '#shared/logql/light'
import { readQuery } from './words'

const WIDTH = 100

/** A query in its usual form; of lines, with a line for each stage where one is not enough. Undefined for what does not read. */
export function formatQuery(text: string): string | undefined {
  try {
    const node = readQuery(text)
    const printed = printQuery(node)
    if (node.kind !== 'log' || printed.length <= WIDTH) return printed
    return [printQuery({ ...node, stages: [] }), ...node.stages.map(stage => `  ${printStage(stage)}`)].join('\n')
  }
  catch (error) {
    if (error instanceof LogqlError) return undefined
    throw error
  }
}
