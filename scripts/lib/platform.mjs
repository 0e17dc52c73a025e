/**
 * @typedef {object} Machine
 * @property {string} platform
 * @property {string} arch
 * @property {boolean} glibc
 * @property {boolean} externalEngine CLICKHOUSE_URL is set: the embedded engine is not needed
 */

/**
 * What this machine is.
 * @returns {Machine}
 */
export function thisMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: process.platform === 'linux' && hasGlibc(),
    externalEngine: Boolean(process.env.CLICKHOUSE_URL),
  }
}

function hasGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {})
  return Boolean(report.header?.glibcVersionRuntime)
}

/**
 * Why Cordwood can't run on this machine and what to do, or undefined when it can.
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function unsupported({ platform, arch, glibc, externalEngine }) {
  if (platform === 'win32') {
    return 'Cordwood does not run on Windows itself. Run it under WSL 2 (https://learn.microsoft.com/windows/wsl/install) '
      + 'with Node 20 or newer, in a folder of the Linux file system.'
  }
  if (platform === 'linux' && !glibc) {
    return 'This Linux uses musl (Alpine?); the packaged Node 24 and the ClickHouse engine need glibc. '
      + 'Use Debian, Ubuntu, Fedora or another glibc system, or a container image such as node:24-slim.'
  }
  if (!externalEngine && !(platform === 'linux' && arch === 'x64')) {
    return `The embedded ClickHouse engine comes for Linux on x64 only; this is ${platform} on ${arch}. `
      + 'Point CLICKHOUSE_URL at a ClickHouse server, or use a Linux x64 machine or container.'
  }
  return undefined
}
