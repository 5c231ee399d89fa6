// The todo service of HomeManager, for any HTTP framework: server.mjs passes requests to `handle`. It passes all checks of
// `homemanager conformance todo`. The todos are in memory: replace `todos` and `responses` by a table.
import { randomUUID } from 'node:crypto'

const GATEWAY = process.env.HOMEMANAGER_GATEWAY_URL
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const PRIORITIES = ['low', 'medium', 'high', 'urgent']
const STATUSES = ['pending', 'in_progress', 'completed']
/** Todos by ID, and the responses to requests with an Idempotency-Key. */
const todos = new Map()
const responses = new Map()

const isText =
  (max, min = 1) =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max
const isInstant = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT.+/.test(value) && !Number.isNaN(Date.parse(value))
const isOneOf = (values) => (value) => values.includes(value)
const isUuid = (value) => typeof value === 'string' && UUID.test(value)
const FIELDS = {
  title: isText(255),
  description: isText(10_000, 0),
  priority: isOneOf(PRIORITIES),
  owner: isUuid,
  assigned_to: isUuid,
  tags: (value) => Array.isArray(value) && value.length <= 50 && value.every(isText(64)),
  due_date: isInstant,
  ai_metadata: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
const CLEARABLE = ['description', 'assigned_to', 'due_date', 'ai_metadata']
const FILTERS = {
  owner: isUuid,
  assigned_to: isUuid,
  priority: isOneOf(PRIORITIES),
  status: isOneOf(STATUSES),
}

class Problem extends Error {
  constructor(status, code, detail) {
    super(detail)
    Object.assign(this, { status, code })
  }
}
const notFound = () => new Problem(404, 'NOT_FOUND', 'There is no such todo, or user, in your family.')
const invalid = (detail) => new Problem(400, 'INVALID_REQUEST', detail)

/**
 * Handles a request: `url` with its query, `headers` with names in lower case, `body` as it was received. Returns the status, the
 * headers and the body, all as text.
 */
export async function handle({ method, url, headers, body }) {
  const requestId = headers['x-request-id'] ?? randomUUID()
  const reply = (status, value, more = {}) => ({
    status,
    headers: {
      'x-request-id': requestId,
      ...(value === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    },
    body: value === undefined ? '' : JSON.stringify(value),
  })
  try {
    return await route({ method, url: new URL(url, 'http://localhost'), headers, body, reply })
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error)
    const { status = 500, code = 'INTERNAL', message } = error
    const type = `urn:homemanager:problem:${code.toLowerCase().replaceAll('_', '-')}`
    const problem = { type, title: code, status, detail: message, code, request_id: requestId }
    return reply(status, problem, { 'content-type': 'application/problem+json' })
  }
}

async function route(request) {
  const { method, url, reply } = request
  if (url.pathname === '/healthz') return reply(200, { status: 'healthy' })
  const [, id, action] = /^\/v1\/todos(?:\/([^/]+)(?:\/(complete|reopen))?)?$/.exec(url.pathname) ?? [
    undefined,
    '',
    '',
  ]
  const operation =
    id === '' ? undefined : `${method}${id === undefined ? '' : ' id'}${action ? ` ${action}` : ''}`
  const run = OPERATIONS[operation]
  if (run === undefined)
    throw new Problem(404, 'ROUTE_NOT_FOUND', `${method} ${url.pathname} is not a known route.`)
  const user = await authenticate(request.headers)
  return run({ ...request, id, user })
}

/** The identity service knows whether the token is valid, and the family and the role of its user. */
async function authenticate({ authorization }) {
  if (!/^Bearer \S+$/.test(authorization ?? ''))
    throw new Problem(401, 'UNAUTHENTICATED', 'An access token is required.')
  const response = await fetch(`${GATEWAY}/identity/v1/users/me`, { headers: { authorization } })
  if (response.status === 401) throw new Problem(401, 'UNAUTHENTICATED', 'The access token is not valid.')
  if (!response.ok) throw new Problem(503, 'STORE_UNAVAILABLE', 'The identity service is not available.')
  return { ...(await response.json()), authorization }
}

/** Owner and assignee must be members of the family of the user. */
async function assertMembers({ id, family_id: family, authorization }, ...ids) {
  const others = ids.filter((each) => each !== undefined && each !== null && each !== id)
  if (others.length === 0) return
  const url = `${GATEWAY}/identity/v1/families/${family}/members`
  const response = family === null ? undefined : await fetch(url, { headers: { authorization } })
  const { items = [] } = response?.ok ? await response.json() : {}
  const members = new Set(items.map((item) => item.id ?? item.user_id))
  if (!others.every((each) => members.has(each))) throw notFound()
}

function parseBody(body, { change = false } = {}) {
  let value
  try {
    value = JSON.parse(body)
  } catch {
    throw new Problem(400, 'MALFORMED_JSON', 'The body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('The body must be an object.')
  const fields = change ? { ...FIELDS, status: isOneOf(STATUSES) } : FIELDS
  for (const [name, field] of Object.entries(value)) {
    const isCleared = change && field === null && CLEARABLE.includes(name)
    if (!Object.hasOwn(fields, name) || !(isCleared || fields[name](field)))
      throw invalid(`${name} is not valid.`)
  }
  if (!change && value.title === undefined) throw invalid('title is missing.')
  if (value.due_date) value.due_date = new Date(value.due_date).toISOString().replace('.000Z', 'Z')
  return value
}

async function createTodo({ headers, body, user, reply }) {
  const fields = parseBody(body)
  const key = headers['idempotency-key']
  const stored = key === undefined ? undefined : responses.get(`${user.id} ${key}`)
  if (stored !== undefined) {
    if (stored.body !== body)
      throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'The key was used for a different request.')
    return stored.response
  }
  assertOwn(user, fields.owner, fields.assigned_to)
  await assertMembers(user, fields.owner, fields.assigned_to)
  const now = new Date().toISOString()
  const todo = {
    priority: 'medium',
    tags: [],
    ...fields,
    id: randomUUID(),
    owner: fields.owner ?? user.id,
    family_id: user.family_id,
    status: 'pending',
    version: 1,
    created_at: now,
    updated_at: now,
  }
  const response = reply(201, todo, { ...toETag(todo), location: `/v1/todos/${todo.id}` })
  // Another request with the same key may have been faster.
  if (key !== undefined && responses.has(`${user.id} ${key}`))
    return createTodo({ headers, body, user, reply })
  if (key !== undefined) responses.set(`${user.id} ${key}`, { body, response })
  todos.set(todo.id, todo)
  return response
}

/** A child neither creates todos for others nor gives its own to them. */
function assertOwn(user, ...ids) {
  if (user.role === 'child' && ids.some((id) => id !== undefined && id !== null && id !== user.id))
    throw new Problem(403, 'FORBIDDEN', 'You do not have permission to do this.')
}

/** Those of the family; those of a user without a family, or from before, are private. */
const isVisible = (user, todo) =>
  todo.family_id === null ? todo.owner === user.id : todo.family_id === user.family_id

function findTodo(id, user) {
  const todo = todos.get(id)
  if (!isUuid(id) || todo === undefined || !isVisible(user, todo)) throw notFound()
  return todo
}

function assertVersion(headers, { version }) {
  const expected = headers['if-match']
  if (expected !== undefined && expected !== '*' && expected !== `"${version}"`)
    throw new Problem(412, 'VERSION_MISMATCH', 'The todo has changed since you read it.')
}

const toETag = ({ version }) => ({ etag: `"${version}"` })

async function updateTodo({ id, headers, body, user, reply }) {
  const change = parseBody(body, { change: true })
  assertOwn(user, findTodo(id, user).owner, change.owner, change.assigned_to)
  await assertMembers(user, change.owner, change.assigned_to)
  return replaceTodo({ id, headers, user, reply }, change)
}

/** Nothing may be awaited here: another change would be lost. */
function replaceTodo({ id, headers, user, reply }, change) {
  const todo = findTodo(id, user)
  assertVersion(headers, todo)
  const status = change.status ?? todo.status
  if (Object.keys(change).length === 1 && change.status === todo.status) return reply(200, todo, toETag(todo))
  const now = new Date().toISOString()
  const { completed_at = now, ...before } = todo
  const next = { ...before, ...change, version: todo.version + 1, updated_at: now }
  if (status === 'completed') next.completed_at = completed_at
  for (const name of CLEARABLE) if (next[name] === null) delete next[name]
  todos.set(id, next)
  return reply(200, next, toETag(next))
}

function setStatus(status) {
  return async (request) => {
    const { owner, assigned_to: assignee } = findTodo(request.id, request.user)
    if (assignee !== request.user.id) assertOwn(request.user, owner)
    return replaceTodo(request, { status })
  }
}

async function deleteTodo({ id, headers, user, reply }) {
  const todo = findTodo(id, user)
  assertOwn(user, todo.owner)
  assertVersion(headers, todo)
  todos.delete(id)
  return reply(204)
}

async function listTodos({ url, user, reply }) {
  const query = Object.fromEntries(url.searchParams)
  const limit = Number(query.limit ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalid('limit must be an integer from 1 to 100.')
  for (const [name, isValid] of Object.entries(FILTERS))
    if (query[name] !== undefined && !isValid(query[name])) throw invalid(`${name} is not valid.`)
  const after = query.cursor === undefined ? '' : Buffer.from(query.cursor, 'base64url').toString()
  if (query.cursor !== undefined && !after.startsWith('after '))
    throw new Problem(400, 'INVALID_CURSOR', 'The cursor is invalid for this list.')
  const toKey = ({ due_date = '9999', id }) => `after ${due_date} ${id}`
  const getDay = ({ due_date = '' }) => due_date.slice(0, 10)
  const matching = [...todos.values()]
    .filter((todo) => isVisible(user, todo) && (user.role !== 'none' || todo.owner === user.id))
    .filter((todo) =>
      Object.keys(FILTERS).every((name) => query[name] === undefined || todo[name] === query[name]),
    )
    .filter((todo) => query.tag === undefined || todo.tags.includes(query.tag))
    .filter((todo) => query.due_date === undefined || getDay(todo) === query.due_date)
    .filter((todo) => query.due_from === undefined || getDay(todo) >= query.due_from)
    .filter((todo) => query.due_to === undefined || (getDay(todo) !== '' && getDay(todo) <= query.due_to))
    .sort((a, b) => (toKey(a) < toKey(b) ? -1 : 1))
    .filter((todo) => toKey(todo) > after)
  const items = matching.slice(0, limit)
  const last = matching.length > limit ? items.at(-1) : undefined
  return reply(200, {
    items,
    ...(last === undefined ? {} : { next_cursor: Buffer.from(toKey(last)).toString('base64url') }),
  })
}

const OPERATIONS = {
  POST: createTodo,
  GET: listTodos,
  'GET id': async ({ id, user, reply }) => {
    const todo = findTodo(id, user)
    return reply(200, todo, toETag(todo))
  },
  'PATCH id': updateTodo,
  'DELETE id': deleteTodo,
  'POST id complete': setStatus('completed'),
  'POST id reopen': setStatus('pending'),
}
