/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 *
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {Counts} [counts] of a step that runs tests
 * @property {string} [note]
 *
 * @typedef {Outcome & { name: string, seconds: number }} StepResult
 */

/**
 * The counts in a report of vitest's JSON reporter. A run that failed without a failed test (a file that can't be
 * read, an error outside of any test) counts as one failure, so that the sum never looks green.
 * @param {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number } | undefined} report
 * @param {boolean} ok
 * @returns {Counts}
 */
export function countsOf(report, ok) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report ?? {}
  return {
    passed: numPassedTests,
    failed: ok ? numFailedTests : Math.max(1, numFailedTests),
    skipped: numPendingTests + numTodoTests,
  }
}

/**
 * One line a step.
 * @param {StepResult[]} results
 * @param {string[]} notRun
 * @returns {string}
 */
export function report(results, notRun) {
  const lines = results.map(({ name, ok, seconds, counts, note }) => [
    `${ok ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s`,
    counts && `${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
    note,
  ].filter(Boolean).join('   '))
  const failed = results.find(({ ok }) => !ok)
  return [
    '',
    ...lines,
    ...notRun.map(name => `- ${name.padEnd(12)}  not run`),
    ...(failed ? ['', `Stopped: the step “${failed.name}” failed. Once mended, run it alone with: npm test -- ${failed.name}`] : []),
    '', '',
  ].join('\n')
}

/**
 * The last line: the sums of all test runs. A failed step that runs no tests (lint, types, build) counts as one failure.
 * @param {StepResult[]} results
 * @returns {string}
 */
export function total(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const { ok, counts } of results) {
    sum.passed += counts?.passed ?? 0
    sum.failed += counts?.failed ?? (ok ? 0 : 1)
    sum.skipped += counts?.skipped ?? 0
  }
  return `${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`
}
