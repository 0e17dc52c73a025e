// node --import ./scripts/resolve-sources.mjs: lets plain Node 24 run programs that import the server's sources, whose
// imports use Nuxt's aliases and leave out the extension, for the bundler.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import resolver from './eslint/resolver.cjs'

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context
    if (parentURL?.startsWith('file:') && !parentURL.includes('/node_modules/')) {
      const found = resolver.resolve(specifier, fileURLToPath(parentURL))
      if (found.path && existsSync(found.path)) return next(pathToFileURL(found.path).href, context)
    }
    return next(specifier, context)
  },
})
