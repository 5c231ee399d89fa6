import { endSentence } from '../../core/end-sentence.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import type { JsonObject } from '../../services/http/api/json-schema.js'
import type { OpenApiDocument } from '../../services/http/api/open-api-document.js'

const TIMEOUT_MS = 1500
const MAX_BYTES = 4 * 1024 * 1024
const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

/** The security scheme of the gateway's document: an access token is for all services. */
const ACCESS_TOKEN = 'accessToken'

type Entries = Readonly<Record<string, unknown>>

/** What the names in a document of a service become. */
interface Names {
  readonly toTag: (tag: unknown) => string
  readonly toScheme: (name: string) => string
}

/**
 * Adds the operations of custom services that serve an OpenAPI 3 document at `/openapi.json`, below their name. The names of
 * their components get the name of the service in front of them, so that they are unique.
 */
export async function addOtherDocuments(
  document: OpenApiDocument,
  services: readonly (readonly [name: string, url: string])[],
  warn: (message: string) => void = () => {},
): Promise<OpenApiDocument> {
  const others = await Promise.all(
    services.map(
      async ([name, url]) => [name, await read(url, (problem) => warn(toWarning(name, problem)))] as const,
    ),
  )
  let merged: OpenApiDocument = document
  for (const [name, other] of others) if (other !== undefined) merged = add(merged, name, other)
  return merged
}

function toWarning(name: string, problem: string): string {
  return `/openapi.json of the custom ${name} service is not part of the API reference: ${problem}`
}

/** Undefined if the service does not respond, or not with such a document. A service need not have one. */
async function read(url: string, warn: (problem: string) => void): Promise<Entries | undefined> {
  let document: string
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/openapi.json`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    const text = await response.text()
    if (!response.ok) return undefined
    document = text
  } catch {
    return undefined
  }
  if (document.length > MAX_BYTES) {
    warn(`it has more than ${MAX_BYTES / 1024 / 1024} MiB.`)
    return undefined
  }
  try {
    const value = toEntries(JSON.parse(document))
    if (String(value['openapi']).startsWith('3.')) return value
    const version = value['openapi'] ?? value['swagger']
    if (version !== undefined) warn(`it is of OpenAPI ${JSON.stringify(version)}, not 3.`)
  } catch (error) {
    // A service that responds to every path with a page has no document.
    if (/^\s*[{[]/.test(document)) warn(endSentence(getErrorMessage(error)))
  }
  return undefined
}

function add(document: OpenApiDocument, service: string, other: Entries): OpenApiDocument {
  const taken = new Set(toList(document['tags']).map((tag) => toEntries(tag)['name']))
  const names: Names = {
    toTag: (tag) => (taken.has(tag) ? `${service}: ${String(tag)}` : String(tag)),
    toScheme: (name) => (isBearer(other, name) ? ACCESS_TOKEN : `${service}_${name}`),
  }
  const paths = Object.entries(toEntries(other['paths'])).map(([path, item]): [string, JsonObject] => [
    `/${service}${getBasePath(other)}${path}`,
    toPathItem(service, toEntries(item), other, names),
  ])
  const used = new Set(
    paths.flatMap(([, item]) => listOperations(item)).flatMap(({ tags }) => tags as string[]),
  )
  const described = toList(other['tags']).map(toEntries)
  return {
    ...document,
    tags: [
      ...toList(document['tags']),
      ...[...used].map((name) => {
        const tag = described.find((each) => names.toTag(each['name']) === name)
        return { name, description: tag?.['description'] ?? `Operations of the ${service} service.` }
      }),
    ],
    'x-tagGroups': [...toList(document['x-tagGroups']), { name: service, tags: [...used] }],
    paths: { ...document.paths, ...Object.fromEntries(paths) },
    components: mergeComponents(toEntries(document['components']), service, toEntries(other['components'])),
  }
}

function toPathItem(service: string, item: Entries, other: Entries, names: Names): JsonObject {
  return Object.fromEntries(
    Object.entries(rename(service, item) as Entries)
      // The gateway is the server.
      .filter(([key]) => key !== 'servers')
      .map(([key, value]) => [
        key,
        METHODS.has(key) ? toOperation(service, toEntries(value), other, names) : value,
      ]),
  )
}

function toOperation(service: string, operation: Entries, other: Entries, names: Names): JsonObject {
  const tags = toList(operation['tags']).map(names.toTag)
  const id = operation['operationId']
  const security = operation['security'] ?? other['security']
  return {
    ...operation,
    // The gateway is the server.
    servers: undefined,
    tags: tags.length === 0 ? [service] : tags,
    ...(typeof id === 'string' ? { operationId: `${service}_${id}` } : {}),
    ...(security === undefined
      ? {}
      : {
          security: toList(security).map((each) =>
            Object.fromEntries(
              Object.entries(toEntries(each)).map(([name, scopes]) => [names.toScheme(name), scopes]),
            ),
          ),
        }),
  }
}

function mergeComponents(components: Entries, service: string, other: Entries): JsonObject {
  const sections = Object.entries(other).map(([section, entries]) => [
    section,
    {
      ...toEntries(components[section]),
      ...Object.fromEntries(
        Object.entries(toEntries(entries)).map(([name, value]) => [
          `${service}_${name}`,
          rename(service, value),
        ]),
      ),
    },
  ])
  return { ...components, ...Object.fromEntries(sections) }
}

/** References in `$ref` and in the mappings of discriminators. */
function rename(service: string, value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/^#\/components\/([^/]+)\//, `#/components/$1/${service}_`)
  if (Array.isArray(value)) return value.map((each) => rename(service, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rename(service, each)]))
}

function isBearer(other: Entries, name: string): boolean {
  const scheme = toEntries(toEntries(toEntries(other['components'])['securitySchemes'])[name])
  return scheme['type'] === 'http' && String(scheme['scheme']).toLowerCase() === 'bearer'
}

/** The path of the first server, such as `/v1`. */
function getBasePath(other: Entries): string {
  const url = toEntries(toList(other['servers'])[0])['url']
  if (typeof url !== 'string' || !URL.canParse(url, 'http://localhost')) return ''
  return new URL(url, 'http://localhost').pathname.replace(/\/$/, '')
}

function listOperations(item: JsonObject): readonly Entries[] {
  return Object.entries(item).flatMap(([key, value]) => (METHODS.has(key) ? [toEntries(value)] : []))
}

function toEntries(value: unknown): Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : {}
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
