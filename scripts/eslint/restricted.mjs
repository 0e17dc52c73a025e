import { builtinModules } from 'node:module'

/** Names of packages, and of everything below them, for no-restricted-imports. */
const packages = (/** @type {string[]} */ names) => names.flatMap(name => [name, `${name}/*`])

const nodeModules = [...builtinModules.filter(name => !name.startsWith('_')), 'node:*']
const vue = ['vue', 'vue-router', '@vueuse/*', '@vue/*', '@nuxt/ui', '@nuxt/ui/*', '@unovis/*', '@tanstack/*']
const nuxt = ['nuxt', 'nuxt/*', '#app', '#app/*', '#imports', '#components', '#build/*', 'nuxt-auth-utils', '#auth-utils']
const nitro = ['nitropack', 'nitropack/*', 'nitro', 'nitro/*', 'h3', 'h3/*', '#nitro', '#internal/*']
const databases = packages(['drizzle-orm', 'better-sqlite3', '@clickhouse/client', 'chdb'])

/**
 * The rule no-restricted-imports for one room.
 * @param {string} message
 * @param {...string[]} groups
 */
const refuse = (message, ...groups) => ({
  'no-restricted-imports': /** @type {const} */ (['error', {
    // As in .gitignore, a # at the start would be a comment.
    patterns: [{ group: groups.flat().map(name => name.replace(/^#/, '\\#')), message }],
  }]),
})

/** shared/ runs in the browser and on the server: it knows neither. */
export const inShared = {
  ...refuse('shared/ is pure: no Vue, Nuxt, Nitro, Node or databases.', nodeModules, vue, nuxt, nitro, databases),
  'no-restricted-globals': /** @type {const} */ (['error', ...['process', 'Buffer', '__dirname', '__filename', 'window', 'document', 'localStorage']
    .map(name => ({ name, message: 'shared/ runs in the browser and on the server: it knows neither.' }))]),
}

/** The domain is called by HTTP, tasks and tests alike: it knows none of them. */
export const inDomain = refuse('The domain knows no HTTP and no framework: server/api, routes, tasks and plugins adapt it.', nitro, nuxt, vue)

/** The databases belong to their rooms. */
export const inRoutes = refuse('Go through a room of server/domain: only its rooms and the composition root speak to databases.', databases)

const fetchers = ['$fetch', 'fetch', 'useFetch', 'useLazyFetch', 'useRequestFetch', 'EventSource', 'WebSocket', 'XMLHttpRequest']
const callTheApi = 'Only composables/ call the API.'

/** Pages and components. */
export const inViews = {
  ...refuse(callTheApi, ['ofetch', 'axios'], nodeModules, nitro, databases),
  'no-restricted-globals': /** @type {const} */ (['error', ...fetchers.map(name => ({ name, message: callTheApi }))]),
  // The same inside templates, and for names imported from #imports.
  'vue/no-restricted-syntax': /** @type {const} */ (['error', ...restrictedSyntax()]),
  'no-restricted-syntax': /** @type {const} */ (['error', ...restrictedSyntax()]),
}

function restrictedSyntax() {
  const names = `/^(${fetchers.map(name => name.replace('$', '\\$')).join('|')})$/`
  return [
    { selector: `CallExpression[callee.name=${names}]`, message: callTheApi },
    { selector: `ImportSpecifier[imported.name=${names}]`, message: callTheApi },
  ]
}

/** Vitest's own waiting gives up after a second, which a busy machine needs for a write to its disk. */
const ownWaiting = { selector: 'CallExpression[callee.object.name="vi"][callee.property.name=/^wait(For|Until)$/]', message: 'It waits for a second only: use eventually (tests/fixtures/eventually.ts) or waitUntil.' }

export const inTests = { 'no-restricted-syntax': /** @type {const} */ (['error', ownWaiting]) }

/** What a page shows changes in its own time: a test that looks once is in a hurry. The rules of all tests hold, too. */
export const inPageTests = {
  'no-restricted-syntax': /** @type {const} */ (['error', ownWaiting, ...[
    'CallExpression[callee.name="expect"] > AwaitExpression CallExpression[callee.property.name=/^(innerText|allInnerTexts|textContent|inputValue|getAttribute|count|evaluate|is[A-Z].*)$/]',
    'CallExpression[callee.name="expect"] MemberExpression[property.name="location"]',
  ].map(selector => ({ selector, message: 'Pages change in their own time: await expect.poll(() => …).' }))]),
}

/** Composables call the API, and nothing on the server's side of it. */
export const inComposables = refuse('Composables reach the server through its API only.', nodeModules, nitro, databases)
