// @ts-check
import { fileURLToPath } from 'node:url'
import boundaries from 'eslint-plugin-boundaries'
import withNuxt from './.nuxt/eslint.config.mjs'
import { inComposables, inDomain, inPageTests, inRoutes, inShared, inTests, inViews } from './scripts/eslint/restricted.mjs'
import { elements, files, policies } from './scripts/eslint/rooms.mjs'
import { inCode, inTemplates, wordsPlugin } from './scripts/eslint/words.mjs'

const code = ['**/*.{ts,mts,js,mjs,cjs,vue}']
const path = (/** @type {string} */ below) => fileURLToPath(new URL(below, import.meta.url))

export default withNuxt(
  { name: 'cordwood/ignores', ignores: ['db/sqlite/migrations/**', 'coverage/**', 'test-results/**', '.cache/**', '.data/**', 'snippets/**'] },
  // Its order is by theme, and several people edit it.
  { name: 'cordwood/nuxt-config', files: ['nuxt.config.ts'], rules: { 'nuxt/nuxt-config-keys-order': 'off' } },
  {
    name: 'cordwood/rooms',
    files: code,
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/files': files,
      'boundaries/root-path': path('.'),
      'import/resolver': { [path('scripts/eslint/resolver.cjs')]: {} },
    },
    rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies }] },
  },
  // A new folder on the server has to be entered in the table of rooms.
  { name: 'cordwood/known-rooms', files: ['server/**'], rules: { 'boundaries/no-unknown-files': 'error' } },
  {
    name: 'cordwood/size',
    files: code,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // A describe block is one function.
    name: 'cordwood/tests',
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { name: 'cordwood/tests', files: ['tests/**/*.spec.ts'], rules: inTests },
  { name: 'cordwood/page-tests', files: ['tests/e2e/**/*.spec.ts'], rules: inPageTests },
  {
    name: 'cordwood/style',
    files: code,
    rules: {
      // SQL reads best between backticks.
      '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'always' }],
      '@stylistic/max-statements-per-line': ['error', { max: 2 }],
      'vue/max-attributes-per-line': 'off',
    },
  },
  {
    name: 'cordwood/types',
    files: ['**/*.{ts,mts,vue}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // `T | void` says of a handler that it may answer nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' }],
    },
  },
  { name: 'cordwood/logger', files: ['server/**', 'engine/**', 'shared/**'], rules: { 'no-console': 'error' } },
  { name: 'cordwood/shared', files: ['shared/**'], rules: inShared },
  { name: 'cordwood/domain', files: ['server/domain/**'], rules: inDomain },
  { name: 'cordwood/routes', files: ['server/{api,routes,middleware,tasks,utils}/**'], rules: inRoutes },
  { name: 'cordwood/views', files: ['pages/**', 'layouts/**', 'components/**', 'middleware/**', 'app.vue', 'error.vue'], rules: inViews },
  { name: 'cordwood/words', files: ['{components,layouts,pages}/**/*.vue', '*.vue'], rules: inTemplates },
  {
    name: 'cordwood/words-in-code',
    files: ['{components,composables,layouts,middleware,pages,plugins,utils}/**/*.{ts,vue}', '*.vue'],
    ignores: ['utils/messages/**'],
    plugins: { cordwood: wordsPlugin },
    rules: inCode,
  },
  { name: 'cordwood/composables', files: ['composables/**', 'utils/**', 'plugins/**'], rules: inComposables },
)
