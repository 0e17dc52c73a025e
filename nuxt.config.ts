import { fileURLToPath } from 'node:url'

// https://nuxt.com/docs/api/configuration/nuxt-config
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  // Set explicitly: Nuxt would move srcDir if an app/ folder appeared.
  srcDir: '.',
  dir: { app: 'app' },
  modules: ['@nuxt/ui', 'nuxt-auth-utils', '@nuxt/eslint', './modules/client-boundary', './modules/decoder-thread'],
  css: ['~/assets/css/main.css'],
  // Nothing but the npm registry may be reached: fonts and icons are bundled, telemetry is off.
  ui: { fonts: false },
  icon: { provider: 'none', fallbackToApi: false, clientBundle: { scan: { globInclude: ['{components,composables,layouts,pages,utils}/**/*.{ts,vue}', '*.{ts,vue}'] }, sizeLimitKb: 512 } },
  telemetry: false,
  devtools: { enabled: false },
  imports: { dirs: ['composables/**'] },
  components: [{ path: '~/components', pathPrefix: false }],
  experimental: {
    // Auto-imports on the server are invisible to the import boundaries.
    nitroAutoImports: false,
    // A page in sight of a link is not about to be opened: its code comes when the link is pointed at.
    defaults: { nuxtLink: { prefetchOn: { visibility: false, interaction: true } } },
  },
  typescript: {
    strict: true,
    tsConfig: {
      compilerOptions: { noUncheckedIndexedAccess: true },
      // The sources' folder is the project's: what is not the browser's has a tsconfig of its own.
      exclude: ['db', 'engine', 'bench', 'scripts', 'tests/unit', 'tests/integration', 'tests/e2e', 'tests/fixtures', '.cache', 'vitest.config.ts', 'drizzle.config.ts', 'eslint.config.mjs']
        .map(path => `../${path}`),
    },
    nodeTsConfig: { include: ['../vitest.config.ts', '../drizzle.config.ts'] },
    sharedTsConfig: { compilerOptions: { noUncheckedIndexedAccess: true } },
  },
  eslint: { config: { stylistic: true } },
  runtimeConfig: {
    // The password and "secure" are set at start: see server/plugins/platform.ts.
    session: {
      name: 'cordwood-session',
      password: '',
      maxAge: 30 * 24 * 60 * 60,
      sessionHeader: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: false },
    },
  },
  hooks: {
    // What is loaded later is no part of the first load: pages say themselves when it is time (see composables/useLater.ts).
    'build:manifest'(manifest) {
      for (const chunk of Object.values(manifest)) chunk.prefetch = false
    },
    // Before Nuxt's own: programs get JSON, pages go on to Nuxt's error page.
    'nitro:config'(nitroConfig) {
      // Nuxt's type for this hook leaves most of Nitro's options out.
      const config = nitroConfig as { errorHandler?: string | string[], esbuild?: { options?: { target?: string } }, experimental?: object }
      // For live tails. Told to Nitro alone: had nuxt-auth-utils heard of it, it would seal a session for every request.
      config.experimental = { ...config.experimental, websocket: true }
      // The server only ever runs under the Node 24 that comes with it.
      config.esbuild = { options: { ...config.esbuild?.options, target: 'node24' } }
      config.errorHandler = [
        fileURLToPath(new URL('server/utils/error-handler.ts', import.meta.url)),
        ...[config.errorHandler ?? []].flat(),
      ]
    },
  },
  nitro: {
    // Scripts and styles lie there compressed too. Nuxt's type leaves it out.
    ...{ compressPublicAssets: true } as object,
    typescript: { tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true }, include: ['../db/**/*'] } },
  },
  alias: {
    '#root': fileURLToPath(new URL('.', import.meta.url)),
    // nuxt-auth-utils offers its server functions as auto-imports only, and those are off.
    '#session': fileURLToPath(new URL('node_modules/nuxt-auth-utils/dist/runtime/server/utils/session', import.meta.url)),
  },
})
