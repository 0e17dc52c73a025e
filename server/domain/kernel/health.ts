/** Says what is wrong, in words for an operator; undefined when all is well. */
export type HealthCheck = () => Promise<string | undefined> | string | undefined

export interface HealthReport {
  ready: boolean
  /** `ok`, or what is wrong, by part. */
  checks: Record<string, string>
}

const SLOWEST_MS = 3_000

type Checks = Readonly<Record<string, HealthCheck>>

/**
 * Asks all parts at once. A part that throws or does not answer in time is not well.
 * @param minor parts that the server is ready without; what is wrong with them is told all the same
 */
export async function checkHealth(checks: Checks, minor: Checks = {}): Promise<HealthReport> {
  const answers = await Promise.all(Object.entries({ ...checks, ...minor }).map(async ([name, check]) => [name, await ask(check)] as const))
  return {
    ready: answers.every(([name, problem]) => problem === undefined || name in minor),
    checks: Object.fromEntries(answers.map(([name, problem]) => [name, problem ?? 'ok'])),
  }
}

async function ask(check: HealthCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, SLOWEST_MS, `no answer within ${SLOWEST_MS / 1000} s`)
  })
  try {
    return await Promise.race([check(), late])
  }
  catch (error) {
    return error instanceof Error ? error.message : 'failed'
  }
  finally {
    clearTimeout(timer)
  }
}
