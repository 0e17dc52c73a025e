import { fileURLToPath } from 'node:url'

// https://nuxt.com/docs/api/configuration/nuxt-config
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  // Set explicitly: Nuxt would move srcDir if an app/ folder appeared.
  srcDir: '.',
  dir: { app: 'app' },
  modules: ['@nuxt/ui', 'nuxt-auth-utils', '@nuxt/eslint', './modules/client-boundary'],
  css: ['~/assets/css/main.css'],
  // Nothing but the npm registry may be reached: fonts and icons are bundled, telemetry is off.
  ui: { fonts: false },
  icon: { provider: 'none', fallbackToApi: false, clientBundle: { scan: true, sizeLimitKb: 512 } },
  telemetry: false,
  devtools: { enabled: false },
  imports: { dirs: ['composables/**'] },
  components: [{ path: '~/components', pathPrefix: false }],
  // Auto-imports on the server are invisible to the import boundaries.
  experimental: { nitroAutoImports: false },
  typescript: { strict: true, tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true } } },
  eslint: { config: { stylistic: true } },
  nitro: {
    typescript: { tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true } } },
  },
  alias: { '#root': fileURLToPath(new URL('.', import.meta.url)) },
})
