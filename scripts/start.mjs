// `npm start`. This file is read by whatever Node the machine has: plain old syntax, and nothing imported before the
// version is known.
var major = Number(process.versions.node.split('.')[0])
if (major < 18) {
  console.error('Cordwood needs Node 18 or newer to start (this is ' + process.version + '). It brings its own Node 24'
    + ' for the rest. Install a newer one from https://nodejs.org.')
  process.exit(1)
}
import('./lib/start.mjs')
