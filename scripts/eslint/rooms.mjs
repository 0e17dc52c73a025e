/**
 * The rooms of the house and which may import which: docs/adr and CONTRIBUTING.md say why, this table is what lint
 * holds up. Everything not listed is refused.
 */

/** Rooms below server/domain, and the rooms that each may import by their index.ts. All may import shared. */
const domain = {
  'kernel': [],
  'audit': ['db', 'kernel'],
  'identity': ['audit', 'db', 'kernel'],
  'dashboards': ['audit', 'db', 'kernel'],
  'saved-queries': ['identity', 'audit', 'db', 'kernel'],
  'shares': ['identity', 'audit', 'db', 'kernel'],
  'exports': ['audit', 'kernel'],
  'query-history': ['identity', 'db', 'kernel'],
  'usage': ['db', 'kernel'],
  'storage': ['db', 'kernel'],
  // What a source is: its row and its table.
  'sources': ['identity', 'storage', 'kernel'],
  'query': ['storage', 'kernel'],
  'ingest': ['storage', 'kernel'],
  // Not ingest: what decodes and stores a letter again is handed in.
  'dead-letters': ['query', 'storage', 'audit', 'kernel'],
  'archive': ['storage', 'kernel'],
  'tail': ['kernel'],
  'engine': ['kernel'],
  'alerts': ['query', 'audit', 'db', 'kernel'],
}

/** @param {string} room */
const domainType = room => room in domain ? `domain-${room}` : room
const domainRooms = Object.keys(domain).map(domainType)

/** Top folders of each room that is not in the domain. */
const folders = {
  'page': ['pages', 'layouts', 'middleware'],
  'component': ['components'],
  'composable': ['composables', 'plugins'],
  'client-util': ['utils'],
  'shared': ['shared'],
  'route': ['server/api', 'server/routes', 'server/middleware'],
  'server-util': ['server/utils'],
  'server-task': ['server/tasks'],
  'server-plugin': ['server/plugins'],
  'db': ['db'],
  'engine-process': ['engine'],
  'build-module': ['modules'],
  'tests': ['tests'],
  'bench': ['bench'],
  'scripts': ['scripts'],
}

/** @type {Record<string, string[]>} */
const others = {
  'page': ['component', 'composable', 'client-util', 'shared'],
  'component': ['composable', 'client-util', 'shared'],
  'composable': ['client-util', 'shared'],
  'client-util': ['shared'],
  'shared': [],
  'route': ['server-util', 'shared', ...domainRooms],
  'server-util': ['shared', ...domainRooms],
  'server-task': ['server-util', 'shared', ...domainRooms],
  // The composition root: the one place that knows every room and opens the databases.
  'server-plugin': ['server-util', 'shared', 'db', ...domainRooms],
  'db': [],
  'engine-process': [],
  'build-module': [],
  'bench': ['shared', 'tests', ...domainRooms],
  // The screenshots start the server and the browser as the tests do.
  'scripts': ['shared', 'tests'],
}

/** Settings of eslint-plugin-boundaries. */
export const elements = [
  ...Object.keys(domain).map(room => ({ type: domainType(room), pattern: `server/domain/${room}`, partialMatch: false })),
  ...Object.entries(folders).flatMap(([type, patterns]) => patterns.map(pattern => ({ type, pattern, partialMatch: false }))),
]

/** Files in the top folder, which belong to no room: they count as pages. */
export const files = [{ category: 'page', pattern: ['app.vue', 'error.vue'] }]

/** @param {string[]} types */
const whole = types => ({ to: { element: { type: types } } })
/** @param {string[]} types */
const indexOnly = types => ({ to: { element: { type: types, fileInternalPath: 'index.ts' } } })

/**
 * @param {string} from
 * @param {string[]} to
 */
function policiesOf(from, to) {
  const message = `${from} may import ${to.length ? to.map(type => domainRooms.includes(type) ? `${type.replace('-', '/')}/index.ts` : type).join(', ') : 'nothing else'}`
  const [rooms, rest] = [to.filter(type => domainRooms.includes(type)), to.filter(type => !domainRooms.includes(type))]
  const source = { from: from === 'page' ? [{ element: { type: from } }, { file: { categories: from } }] : { element: { type: from } } }
  return [
    { ...source, disallow: { to: { element: { type: '*' } } }, message: `${message} (see CONTRIBUTING.md, “The rooms”).` },
    ...(rest.length ? [{ ...source, allow: whole(rest) }] : []),
    ...(rooms.length ? [{ ...source, allow: indexOnly(rooms) }] : []),
  ]
}

/** Policies of the rule boundaries/dependencies. */
export const policies = [
  ...Object.entries(domain).flatMap(([room, to]) => policiesOf(domainType(room), ['shared', ...to.map(domainType)])),
  ...Object.entries(others).flatMap(([from, to]) => policiesOf(from, to)),
  // Tests look at everything, also inside a room.
  { from: { element: { type: 'tests' } }, allow: { to: { element: { type: '*' } } } },
]
