// `npm test`, and each of its steps alone: `npm test -- unit`. Plain JavaScript without imports of packages: it runs
// before anything is installed, under Node 18 or newer.
var major = Number(process.versions.node.split('.')[0])
if (major < 18) {
  console.error('The tests need Node 18 or newer to start (this is ' + process.version + '); they bring Node 24 themselves.')
  process.exit(1)
}
import('./lib/test.mjs')
