import { firstContent, type ReferenceEntry } from './reference'

const STARTS_SESSION = new Set(['logIn', 'signUp', 'changePassword'])

/** A `curl` command that calls an endpoint, for a POSIX shell. */
export function curlFor({ method, path, operation }: ReferenceEntry, origin: string): string {
  const [bodyType, body] = bodyOf(operation)
  const keyed = operation.security.some(way => 'apiKey' in way)
  const session = !keyed && operation.security.some(way => 'session' in way)
  const parts = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${origin}${path.replace(/\{(\w+)\}/g, (_, name: string) => `$${constant(name)}`)}${queryOf(operation)}"`,
    keyed ? '-H "X-API-Key: $CORDWOOD_KEY"' : undefined,
    session ? '-b cookies.txt' : undefined,
    STARTS_SESSION.has(operation.operationId) ? '-c cookies.txt' : undefined,
    bodyType ? `-H 'Content-Type: ${bodyType}'` : undefined,
    body ? `--data-binary ${quoted(body)}` : undefined,
  ]
  return parts.filter(part => part !== undefined).join(' \\\n  ')
}

function bodyOf({ requestBody }: ReferenceEntry['operation']): [string?, string?] {
  const content = firstContent(requestBody?.content)
  if (!content) return []
  const { example } = content
  return [content.type, typeof example === 'string' ? example : JSON.stringify(example ?? {})]
}

/** Only what must be given: the rest would hide it. */
function queryOf({ parameters }: ReferenceEntry['operation']): string {
  const needed = parameters.filter(parameter => parameter.in === 'query' && parameter.required)
  return needed.length ? `?${needed.map(({ name }) => `${name}=$${constant(name)}`).join('&')}` : ''
}

const constant = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
const quoted = (text: string) => `'${text.replaceAll('\'', '\'\\\'\'')}'`
