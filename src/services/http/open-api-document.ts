import { HTTP_ERRORS } from './http-errors.js'
import type { HttpErrorCode } from './http-problem.js'
import type { Operation } from './operation.js'
import { PROBLEM_CONTENT_TYPE, problemBody } from './problem-body.js'
import type { ServiceApi } from './service-api.js'

export type JsonObject = Readonly<Record<string, unknown>>

export interface OpenApiDocument extends JsonObject {
  readonly openapi: '3.1.0'
  readonly paths: Readonly<Record<string, JsonObject>>
}

/**
 * The OpenAPI 3.1 document of services: their operations, each under `prefix + path`. OpenAPI 3.1 takes JSON Schema as
 * it is, so the schemas that validate are the ones that are shown.
 */
export function createOpenApiDocument(
  title: string,
  version: string,
  apis: readonly { readonly api: ServiceApi; readonly prefix: string }[],
): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { api, prefix } of apis) {
    for (const operation of api.operations) {
      const path = (paths[`${prefix}${operation.path}`] ??= {})
      path[operation.method.toLowerCase()] = toOperationObject(operation, api)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title, version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: apis.map(({ api }) => ({ name: api.name, description: api.description })),
    paths,
    components: {
      schemas: { Problem: problemBody },
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function toOperationObject(operation: Operation, api: ServiceApi): JsonObject {
  const { body, response } = operation
  return {
    operationId: operation.id,
    tags: [api.name],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    security: operation.access === 'public' ? [] : [{ accessToken: [] }],
    parameters: toParameters(operation),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: body, ...toExample(operation) } },
          },
        }),
    responses: {
      [operation.status]: {
        description: 'Done.',
        ...(response === undefined ? {} : { content: { 'application/json': { schema: response } } }),
      },
      ...toProblemResponses(operation),
    },
  }
}

function toExample(operation: Operation): JsonObject {
  return operation.examples?.body === undefined ? {} : { example: operation.examples.body }
}

function toParameters(operation: Operation): readonly JsonObject[] {
  return [
    ...toSchemaParameters(operation.params, 'path'),
    ...toSchemaParameters(operation.query, 'query'),
    ...(operation.idempotent
      ? [
          toHeaderParameter('Idempotency-Key', 'Repeating a request with the same key does it once.', {
            maxLength: 128,
          }),
        ]
      : []),
    ...(operation.conditional
      ? [toHeaderParameter('If-Match', 'The ETag that you know; 412 if it has changed.', {})]
      : []),
  ]
}

function toHeaderParameter(name: string, description: string, keywords: JsonObject): JsonObject {
  return { name, in: 'header', required: false, description, schema: { type: 'string', ...keywords } }
}

function toSchemaParameters(schema: unknown, location: 'path' | 'query'): readonly JsonObject[] {
  if (!isObjectSchema(schema)) return []
  const required = new Set(schema.required)
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: location,
    required: location === 'path' || required.has(name),
    schema: property,
  }))
}

function isObjectSchema(schema: unknown): schema is { properties: JsonObject; required?: readonly string[] } {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}

/** The problems of an operation by status; each names its codes. */
function toProblemResponses(operation: Operation): JsonObject {
  const byStatus = new Map<number, HttpErrorCode[]>()
  for (const error of [...listCommonErrors(operation), ...(operation.errors ?? [])]) {
    const same = byStatus.get(error.status) ?? []
    if (!same.includes(error)) byStatus.set(error.status, [...same, error])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, errors]) => [
      status,
      {
        description: errors.map((error) => `${error.code}: ${error.title}`).join(' '),
        content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function listCommonErrors(operation: Operation): readonly HttpErrorCode[] {
  const { INVALID_REQUEST, MALFORMED_JSON, UNAUTHENTICATED, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE } =
    HTTP_ERRORS
  const takesBody = operation.method !== 'GET'
  return [
    INVALID_REQUEST,
    ...(takesBody ? [MALFORMED_JSON, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE] : []),
    ...(operation.access === 'public' ? [] : [UNAUTHENTICATED]),
    ...(operation.idempotent ? [HTTP_ERRORS.IDEMPOTENCY_KEY_REUSED, HTTP_ERRORS.CONFLICT] : []),
    HTTP_ERRORS.STORE_UNAVAILABLE,
  ]
}
