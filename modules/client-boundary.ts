import { defineNuxtModule, addVitePlugin } from '@nuxt/kit'
import { ImpoundPlugin } from 'impound'

/** A page that imports server code would ship it to browsers: refuse it at build time. */
export default defineNuxtModule({
  meta: { name: 'client-boundary' },
  setup(_options, nuxt) {
    addVitePlugin(ImpoundPlugin.vite({
      cwd: nuxt.options.rootDir,
      error: true,
      patterns: [[/^(?:server|db|engine)\//, 'Pages, components and composables reach the server through its API only.']],
    }), { server: false })
  },
})
