import { fileURLToPath } from 'node:url'
import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'
import { SpreadOut } from './tests/fixtures/spread-out.ts'

const root = fileURLToPath(new URL('.', import.meta.url))
const alias = { '~~': root.replace(/\/$/, ''), '#shared': `${root}shared` }

/** Long enough for a shared two-core machine: tests wait for conditions, they never assert on a clock. */
const slow = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } }

/** Each file has servers of its own and waits for most of its time. */
const besideEachOther = { maxWorkers: 3 }

/** Vitest alone would use one of two cores. */
const bothCores = { maxWorkers: 2 }

/**
 * Unit tests work with bombs and broken bodies, on a machine that may be busy with something else. They leave nothing behind
 * that others could see, so that they share their workers: a third of the time.
 */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } }, isolate: false }

export default defineConfig({
  resolve: { alias },
  test: {
    sequence: { sequencer: SpreadOut },
    projects: [
      { resolve: { alias }, test: { name: 'unit', ...patient, ...bothCores, include: ['tests/unit/**/*.spec.ts'], environment: 'node' } },
      await defineVitestProject({ test: { name: 'nuxt', include: ['tests/nuxt/**/*.spec.ts'], environment: 'nuxt', environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } }, ...bothCores, ...slow } }),
      { resolve: { alias }, test: { name: 'integration', include: ['tests/integration/**/*.spec.ts'], environment: 'node', ...besideEachOther, ...slow } },
      { resolve: { alias }, test: { name: 'e2e', include: ['tests/e2e/**/*.spec.ts'], environment: 'node', ...bothCores, ...slow } },
    ],
  },
})
