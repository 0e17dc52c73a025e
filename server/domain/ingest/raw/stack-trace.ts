/** A record may grow by continuation lines up to so many lines and bytes; then a new one begins. */
export const MAX_TRACE_LINES = 1000
export const MAX_TRACE_BYTES = 262_144

const indented = /^[ \t]+\S/
/** Java, Kotlin, Scala (`Caused by:`, `... 12 more`, `at com.x`), .NET, JavaScript. */
const traceLine = /^(?:at [\w$.<>/[(@]|Caused by: |Suppressed: |Wrapped by: |\.\.\. \d+ (?:more|common frames omitted)|--- End of )/
/** The exception that a JVM or .NET prints on its own line below the log line: `java.io.IOException: …`. */
const exceptionLine = /^(?:[A-Za-z_][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable|Failure)(?=:|$)/
const pythonStart = /^Traceback \(most recent call last\):|^(?:During handling of the above exception|The above exception was the direct cause)/
/** Python's last line of a traceback: `ValueError: …`, `app.errors.Broken`. */
const pythonEnd = /^[A-Za-z_][\w.]*(?::\s|$)/
const goroutine = /^goroutine \d+ \[|^\[signal |^panic: .*\[recovered\]/
/** Between a Go panic's heads: the functions, whose files stand indented below them. */
const goLine = /^(?:[\w./*()$%-]+\([^()]*\)$|created by |exit status \d|goroutine \d+ \[|\t)/

/**
 * Tells, line by line, whether a line goes on with the record before it: stack traces of Java, .NET, JavaScript,
 * Python and Go, and generally what is indented. One instance per request.
 */
export class StackTrace {
  private inside: 'none' | 'python' | 'go' = 'none'
  private indentedBefore = false

  /** Whether `line` belongs to the record before it. */
  continues(line: string): boolean {
    const isIndented = indented.test(line)
    const belongs = this.decide(line, isIndented)
    this.indentedBefore = isIndented
    if (!belongs) this.inside = 'none'
    return belongs
  }

  /** A record begins with this line: it may itself be the head of a trace. */
  begin(line: string): void {
    this.inside = pythonStart.test(line) ? 'python' : goroutine.test(line) ? 'go' : 'none'
    this.indentedBefore = false
  }

  private decide(line: string, isIndented: boolean): boolean {
    if (pythonStart.test(line)) {
      this.inside = 'python'
      return true
    }
    if (goroutine.test(line)) {
      this.inside = 'go'
      return true
    }
    if (isIndented) return true
    if (this.inside === 'go') return goLine.test(line)
    if (this.inside === 'python' && this.indentedBefore && pythonEnd.test(line)) return true
    return traceLine.test(line) || exceptionLine.test(line)
  }
}
