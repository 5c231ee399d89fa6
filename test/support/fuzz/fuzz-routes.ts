import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { FORMATS } from '../../../src/services/http/server/format-checks.js'
import { type SignedInUser, createTestUser } from '../api-caller.js'
import { createSchemaArbitrary } from './schema-arbitrary.js'

interface FuzzRequest {
  readonly operation: FuzzOperation
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly token: 'good' | 'none' | 'bad'
}

interface FuzzOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly { name: string; in: string; schema: object }[]
  readonly body: object | undefined
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: object }>> }>>
}

export interface FuzzOptions {
  readonly gateway: string
  readonly requests: number
  readonly seed: number
}

export interface FuzzResult {
  readonly sent: number
  readonly byStatus: Readonly<Record<string, number>>
}

/** Each of these hashes a password, so they are sent rarely. */
const SLOW_OPERATIONS = new Set(['register', 'createSession', 'updateMe'])
/** After these, the session of the caller is no longer usable. */
const SESSION_ENDING_OPERATIONS = new Set(['deleteMe', 'deleteFamily', 'createFamily', 'removeMember'])
const CONCURRENT_REQUESTS = 4

/**
 * Sends requests that the OpenAPI document allows, and some that it does not, to every route. Throws on the first response
 * that has a 5xx status or does not match the document.
 */
export async function fuzzRoutes(options: FuzzOptions): Promise<FuzzResult> {
  const { gateway } = options
  const operations = await listOperations(gateway)
  const validators = new Map<string, ValidateFunction>()
  const ajv = new Ajv({ strict: false, formats: FORMATS, multipleOfPrecision: 6 })
  ajv.addKeyword('x-storable')
  const byStatus: Record<string, number> = {}
  let caller = await createTestUser(gateway)
  const ids: string[] = [caller.id, caller.familyId]
  let sent = 0

  const attempt = async (request: FuzzRequest): Promise<void> => {
    const { operation } = request
    const response = await sendFuzzRequest(gateway, request, caller)
    const text = await response.text()
    sent++
    byStatus[response.status] = (byStatus[response.status] ?? 0) + 1
    const problem = findViolation(operation, response, text)
    if (problem !== undefined)
      throw new Error(`${operation.method} ${operation.path}: ${problem}: ${text.slice(0, 500)}`)
    if (response.status === 201) remember(text)
    if (response.status < 300 && SESSION_ENDING_OPERATIONS.has(operation.id)) {
      caller = await createTestUser(gateway)
      ids.push(caller.id, caller.familyId)
    }
  }

  const remember = (text: string): void => {
    const id: unknown = (JSON.parse(text) as { id?: unknown }).id
    if (typeof id === 'string') ids.push(id)
    if (ids.length > 60) ids.splice(2, 1)
  }

  const findViolation = (operation: FuzzOperation, response: Response, text: string): string | undefined => {
    const { status } = response
    if (status >= 500) return `the status is ${status}`
    const documented = operation.responses[status]
    if (documented === undefined) {
      // The request did not reach an operation, for example because the path or method does not exist.
      return [404, 405, 414, 431].includes(status) ? undefined : `the status ${status} is not documented`
    }
    const [type, content] = Object.entries(documented.content ?? {})[0] ?? []
    if (type === undefined || content === undefined)
      return text === '' ? undefined : 'the response has an undocumented body'
    if (!(response.headers.get('content-type') ?? '').startsWith(type))
      return `the content type is not ${type}`
    const key = `${operation.id} ${status < 400 ? status : 'problem'}`
    let validate = validators.get(key)
    if (validate === undefined) {
      validate = ajv.compile(content.schema)
      validators.set(key, validate)
    }
    return validate(JSON.parse(text))
      ? undefined
      : `the body does not match the schema: ${ajv.errorsText(validate.errors)}`
  }

  const request = createRequestArbitrary(operations, () => ids)
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: CONCURRENT_REQUESTS, maxLength: CONCURRENT_REQUESTS }),
      async (requests) => {
        await Promise.all(requests.map(attempt))
      },
    ),
    { numRuns: Math.ceil(options.requests / CONCURRENT_REQUESTS), seed: options.seed, endOnFailure: true },
  )
  return { sent, byStatus }
}

function createRequestArbitrary(
  operations: readonly FuzzOperation[],
  ids: () => readonly string[],
): fc.Arbitrary<FuzzRequest> {
  const arbitraries = operations.map((operation) => ({
    weight: SLOW_OPERATIONS.has(operation.id) ? 1 : SESSION_ENDING_OPERATIONS.has(operation.id) ? 2 : 12,
    arbitrary: createOperationArbitrary(operation, ids),
  }))
  return fc.oneof(...arbitraries)
}

const HEADERS_ARBITRARY: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'if-match': fc.constantFrom('"1"', '"2"', '*', 'W/"1"', 'nonsense', '"99999999999999999999"'),
    'idempotency-key': fc.constantFrom('a', 'b', 'key with space', 'x'.repeat(200)),
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/xml', 'nonsense'),
    traceparent: fc.constantFrom('00-0-0-0', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
    'x-request-id': fc.constantFrom('abc', 'x'.repeat(300), '${x}'),
    'x-forwarded-prefix': fc.constantFrom('/evil', '//evil.example'),
    host: fc.constantFrom('evil.example', '127.0.0.1'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, string>>

function createOperationArbitrary(
  operation: FuzzOperation,
  ids: () => readonly string[],
): fc.Arbitrary<FuzzRequest> {
  const createParameters = (location: string, required: boolean): fc.Arbitrary<Record<string, unknown>> => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === location)
    const model = Object.fromEntries(
      parameters.map(({ name, schema }) => [name, createSchemaArbitrary(schema, ids)]),
    )
    return fc.record(model, required ? {} : { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>
  }
  return fc.record({
    operation: fc.constant(operation),
    params: createParameters('path', true),
    query: createParameters('query', false),
    body: operation.body === undefined ? fc.constant(undefined) : createSchemaArbitrary(operation.body, ids),
    headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: HEADERS_ARBITRARY }),
    token: fc.oneof(
      { weight: 30, arbitrary: fc.constant('good' as const) },
      { weight: 1, arbitrary: fc.constant('none' as const) },
      { weight: 1, arbitrary: fc.constant('bad' as const) },
    ),
  }) as fc.Arbitrary<FuzzRequest>
}

async function sendFuzzRequest(
  gateway: string,
  request: FuzzRequest,
  caller: SignedInUser,
): Promise<Response> {
  const { operation, params, query, body, token } = request
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeParameter(params[name]))
  const search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeParameter(value)}`)
    .join('&')
  const headers = new Headers()
  if (body !== undefined) headers.set('content-type', 'application/json')
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'content-type' || body !== undefined) headers.set(name, value)
  }
  if (token !== 'none') headers.set('authorization', `Bearer ${token === 'bad' ? 'eyJ.eyJ.x' : caller.token}`)
  return fetch(`${gateway}${path}${search === '' ? '' : `?${search}`}`, {
    method: operation.method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) ?? '' }),
    redirect: 'manual',
  })
}

function encodeParameter(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(Buffer.from(text).toString()).replaceAll('%2F', '/') || '-'
}

async function listOperations(gateway: string): Promise<readonly FuzzOperation[]> {
  const { paths } = await fetchOpenApi(gateway)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = (
        operation['requestBody'] as { content?: Record<string, { schema: object }> } | undefined
      )?.content
      return {
        id: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        parameters: (operation['parameters'] ?? []) as FuzzOperation['parameters'],
        body: content?.['application/json']?.schema,
        responses: operation['responses'] as FuzzOperation['responses'],
      }
    }),
  )
}

interface FetchedOpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>
}

/** The OpenAPI document with every `$ref` replaced by its target. */
async function fetchOpenApi(gateway: string): Promise<FetchedOpenApi> {
  const document: unknown = await (await fetch(`${gateway}/openapi.json`)).json()
  return resolveReferences(document, document) as FetchedOpenApi
}

function resolveReferences(value: unknown, document: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, document))
  if ('$ref' in value) return resolveReferences(findReferenced(String(value.$ref), document), document)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolveReferences(item, document)]),
  )
}

function findReferenced(reference: string, document: unknown): unknown {
  const names = reference.replace('#/', '').split('/')
  return names.reduce((found, name) => (found as Record<string, unknown>)[name], document)
}
