import { closeSync, openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { JsExternal } from 'ffi-rs'
import { ExitCode, ExitError } from './exit-codes.ts'

/**
 * The few functions of `libchdb.so` that the engine calls, through ffi-rs.
 *
 * ffi-rs and not chdb's own addon, because the addon opens an engine without
 * a listener, and clickhouse-local, which has one, is reached by another
 * symbol (docs/adr/0001-embedded-engine.md). ffi-rs and not koffi, because
 * koffi calls on a stack of its own, which ClickHouse's stack check refuses.
 */
export interface NativeEngine {
  /**
   * Runs clickhouse-local with these arguments until its last query ended.
   * Once a process. Rejects with ClickHouse's exception text.
   */
  run(args: readonly string[]): Promise<void>
  /**
   * Sends what the library writes to stderr to a file instead: the only place
   * where it says why it could not start.
   * @returns a function that undoes it and gives the text.
   */
  captureErrors(path: string): () => string
  /** Ends the process now, without the C++ destructors: they run under live engine threads and crash. */
  exitNow(code: number): void
}

const LIBRARY = 'chdb'
const STDERR = 2

/** Loads the library. Throws `ExitError` (code `platform`) where there is none for this machine. */
export function loadNative(): NativeEngine {
  // Both packages are CommonJS, and this file is one of the first to run:
  // `require` reports a missing platform package as an ordinary error.
  const require = createRequire(import.meta.url)
  try {
    const { libchdbPath } = require('chdb/libchdb') as typeof import('chdb/libchdb')
    const ffi = require('ffi-rs') as typeof import('ffi-rs')
    ffi.open({ library: LIBRARY, path: libchdbPath() })
    return bind(ffi)
  }
  catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExitError(ExitCode.platform, `No embedded ClickHouse for ${process.platform}-${process.arch}: ${reason}`)
  }
}

function bind(ffi: typeof import('ffi-rs')): NativeEngine {
  const { load, DataType } = ffi
  const call = { library: LIBRARY, paramsType: [DataType.External] }

  const errorOf = (result: JsExternal): string | undefined => {
    const request = { ...call, funcName: 'chdb_result_error', paramsValue: [result] }
    // Asked twice: reading a null pointer as a string crashes the process.
    const pointer = load({ ...request, retType: DataType.External })
    if (ffi.isNullPointer(pointer)) return undefined
    return load({ ...request, retType: DataType.String })
  }

  return {
    async run(args) {
      // A crash should end the process at once, for the supervisor to start it
      // again: ClickHouse's own handlers hold it up for seconds.
      load({
        library: LIBRARY, funcName: 'chdb_set_signal_handlers_enabled', retType: DataType.Void,
        paramsType: [DataType.Boolean], paramsValue: [false],
      })
      const argv = ['cordwood-engine', ...args]
      const result = await load({
        library: LIBRARY, funcName: 'chdb_query_cmdline', retType: DataType.External,
        paramsType: [DataType.I32, DataType.StringArray], paramsValue: [argv.length, argv],
        runInNewThread: true,
      })
      const error = errorOf(result)
      if (error) throw new Error(error)
    },
    captureErrors(path) {
      const posix = (funcName: 'dup' | 'dup2', ...args: number[]): number => load({
        library: LIBRARY, funcName, retType: DataType.I32, paramsType: args.map(() => DataType.I32), paramsValue: args,
      })
      const file = openSync(path, 'wx', 0o600)
      const stderr = posix('dup', STDERR)
      posix('dup2', file, STDERR)
      closeSync(file)
      return () => {
        posix('dup2', stderr, STDERR)
        closeSync(stderr)
        return readFileSync(path, 'utf8').trim()
      }
    },
    exitNow(code) {
      load({ library: LIBRARY, funcName: '_exit', retType: DataType.Void, paramsType: [DataType.I32], paramsValue: [code] })
    },
  }
}
