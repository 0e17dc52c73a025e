import { resolve } from 'node:path'
import { defineNuxtModule } from '@nuxt/kit'
import { build, type Plugin } from 'esbuild'

/** Rooms are imported by their index, which names far more than a thread needs: what nobody calls is left out. */
const onlyWhatIsUsed: Plugin = {
  name: 'only-what-is-used',
  setup(bundler) {
    bundler.onResolve({ filter: /./ }, async ({ path, kind, pluginData, ...options }) => {
      if (kind === 'entry-point' || pluginData === onlyWhatIsUsed) return undefined
      const resolved = await bundler.resolve(path, { ...options, kind, pluginData: onlyWhatIsUsed })
      return { ...resolved, pluginData: undefined, sideEffects: false }
    })
  },
}

/**
 * Bundles the thread that decodes (server/domain/ingest/decoding/main.ts) into a file of its own: Nitro has one bundle,
 * and whoever imports a part of that starts the server.
 */
export default defineNuxtModule({
  meta: { name: 'decoder-thread' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:init', (nitro) => {
      const { rootDir, buildDir, dev } = nuxt.options
      const bundle = (folder: string) => build({
        entryPoints: [resolve(rootDir, 'server/domain/ingest/decoding/main.ts')],
        outfile: resolve(folder, 'decoder-thread.mjs'),
        bundle: true, platform: 'node', format: 'esm', target: 'node24', logLevel: 'warning', plugins: [onlyWhatIsUsed],
        alias: { '#shared': resolve(rootDir, 'shared'), '~~': rootDir },
      })
      if (dev) nuxt.hook('ready', async () => void await bundle(buildDir))
      else nitro.hooks.hook('compiled', async () => void await bundle(nitro.options.output.serverDir))
    })
  },
})
