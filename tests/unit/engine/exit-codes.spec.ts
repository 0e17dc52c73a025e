import { expect, it } from 'vitest'
import { ExitCode, ExitError, exitCodeOf } from '~~/engine/exit-codes'

it.each([
  ['Code: 76. DB::Exception: Cannot lock file /d/status. Another server instance in same directory is already running. (CANNOT_OPEN_FILE)', ExitCode.locked],
  ['Code: 210. DB::Exception: Listen [127.0.0.1]:1 failed: Net Exception: Address already in use: 127.0.0.1:1. (NETWORK_ERROR)', ExitCode.portTaken],
  ['Code: 75. DB::ErrnoException: Cannot write to file: , errno: 28, strerror: No space left on device', ExitCode.diskFull],
  ['Code: 243. DB::Exception: Cannot reserve 1.00 MiB (NOT_ENOUGH_SPACE)', ExitCode.diskFull],
  ['Code: 62. DB::Exception: Syntax error', ExitCode.failed],
])('%s', (text, code) => {
  expect(exitCodeOf(new Error(text))).toBe(code)
})

it('knows the errors of Node and its own', () => {
  expect(exitCodeOf(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(ExitCode.diskFull)
  expect(exitCodeOf(Object.assign(new Error('listen'), { code: 'EADDRINUSE' }))).toBe(ExitCode.portTaken)
  expect(exitCodeOf(new ExitError(ExitCode.platform, 'No space left on device'))).toBe(ExitCode.platform)
  expect(exitCodeOf('thrown text')).toBe(ExitCode.failed)
  expect(exitCodeOf(null)).toBe(ExitCode.failed)
})
