/** An error whose message is meant for the person at the terminal: shown without a stack. */
export class Explained extends Error {
  /**
   * @param {string} message
   * @param {{ exitCode?: number, output?: string }} [details] output: what the tool wrote
   */
  constructor(message, { exitCode = 1, output = '' } = {}) {
    super(message)
    this.exitCode = exitCode
    this.output = output
  }
}

/** npm ci refuses the lockfile. */
export const incompleteLockfile = /npm ci.+can only install|Missing: .+ from lock file/s

/** What a tool's output says, and what to do about it. The first match wins. */
const causes = [
  {
    pattern: /ENOSPC|no space left on device/i,
    advice: 'The disk is full. Free some space (about 3 GB are needed to install and build) and start again.',
  },
  {
    pattern: /E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)\b|ERR_SOCKET_TIMEOUT|network (?:timeout|request)|getaddrinfo/,
    advice: 'The npm registry could not be reached. Check the network, or the registry and proxy that '
      + '`npm config get registry` and `npm config get proxy` name, and start again.',
  },
  {
    pattern: /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_UNTRUSTED/,
    advice: 'The npm registry’s certificate is not trusted here. Behind a company proxy, set NODE_EXTRA_CA_CERTS to '
      + 'its certificate file.',
  },
  {
    pattern: /\bE40[13]\b/,
    advice: 'The npm registry refused the request: its credentials in ~/.npmrc are missing or wrong.',
  },
  {
    pattern: /\bE404\b|No matching version found|ETARGET|EINTEGRITY/,
    advice: 'The npm registry does not have a package as the lockfile names it. A mirror may be out of date: '
      + 'compare with https://registry.npmjs.org.',
  },
  {
    pattern: /EACCES|EPERM|EROFS/,
    advice: 'A file could not be written. Is this folder yours (`ls -ld .`), and was npm run with sudo before?',
  },
  {
    pattern: /heap out of memory|ENOMEM|Killed\b|signal SIGKILL/,
    advice: 'The machine ran out of memory: 2 GB free are needed to build.',
  },
  {
    pattern: incompleteLockfile,
    advice: 'package.json and package-lock.json disagree. Undo the change, or run `npm install` and `npm run lock`, and commit the lockfile.',
  },
]

/**
 * What to do about a failed tool, from what it wrote; undefined when nothing is recognised.
 * @param {string} output
 * @returns {string | undefined}
 */
export function explain(output) {
  return causes.find(({ pattern }) => pattern.test(output))?.advice
}

/**
 * What to do when the server can't listen.
 * @param {string} code as in error.code
 * @param {string} host
 * @param {number} port
 * @param {string} [owner] who has the port, where known
 * @returns {string}
 */
export function explainListen(code, host, port, owner) {
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken${owner ? ` by ${owner}` : ''}. `
      + `Stop what listens there, or choose another port: PORT=${port < 65_535 ? port + 1 : 3000} npm start`
  }
  if (code === 'EACCES') {
    return `Port ${port} needs more rights than you have. Choose one above 1023: PORT=3000 npm start`
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `This machine has no address ${host}. HOST names the address to listen on: 127.0.0.1 (only this machine) `
      + 'or 0.0.0.0 (every network).'
  }
  return `Can't listen on ${host} port ${port}: ${code}`
}

/**
 * The end of a tool's output, without what only hides the reason: npm's warnings and its usage text.
 * @param {string} output
 * @param {number} count
 */
export function lastWords(output, count) {
  const lines = output.trimEnd().split('\n').filter(line => !/^npm warn/i.test(line))
  const usage = lines.findIndex(line => /^npm error Usage:/i.test(line))
  return lines.slice(0, usage < 0 ? undefined : usage).slice(-count).join('\n')
}
