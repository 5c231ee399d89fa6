import { isRestricted } from '../../../domain/permissions.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { type HttpErrorCode, HttpProblem } from '../problems/http-problem.js'
import { createExample, type JsonObject, type JsonSchema, toJsonSchema } from './json-schema.js'
import { OpenApiComponents } from './open-api-components.js'
import type { Operation } from './operation.js'
import { PROBLEM_CONTENT_TYPE, problemBody, toProblemBody } from '../problems/problem-body.js'
import type { Schema } from '../../../core/schema.js'
import type { ServiceApi } from './service-api.js'

export interface OpenApiDocument extends JsonObject {
  readonly openapi: '3.1.0'
  readonly paths: Readonly<Record<string, JsonObject>>
}

const CONVENTIONS = `
- **Authentication**: send an access token as \`Authorization: Bearer\`. The identity service issues it.
- **Errors** are \`application/problem+json\` (RFC 9457). \`code\` is stable.
- **Lists** return one page. Pass \`next_cursor\` as \`cursor\` to get the next page.
- **\`Idempotency-Key\`** makes a POST request safe to repeat: a repetition returns the first response.
- **\`If-Match\`** prevents lost updates: the request fails with 412 if the resource has changed.
- **Amounts** are decimal strings, never numbers.`

const SUCCESS_DESCRIPTIONS: Readonly<Record<Operation['status'], string>> = {
  200: 'OK.',
  201: 'Created.',
  202: 'Accepted.',
  204: 'No content.',
}

const EXAMPLE_REQUEST_ID = '01925c8e-7d00-7000-8000-0000000000ff'

/**
 * Creates the OpenAPI 3.1 document of services; the paths of each service start with its `prefix`. OpenAPI 3.1 uses JSON
 * Schema, so the schemas in the document are those that validate requests, with named schemas as components.
 */
export function createOpenApiDocument(
  title: string,
  version: string,
  apis: readonly { readonly api: ServiceApi; readonly prefix: string }[],
): OpenApiDocument {
  const components = new OpenApiComponents()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { api, prefix } of apis) {
    for (const group of api.groups) {
      for (const operation of group.operations) {
        const path = (paths[`${prefix}${operation.path}`] ??= {})
        path[operation.method.toLowerCase()] = toOperationObject(operation, group.name, components)
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description: `${apis.map(({ api }) => api.description).join(' ')}\n${CONVENTIONS}`,
      contact: { name: 'HomeManager' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server of this document.' }],
    tags: apis.flatMap(({ api }) => api.groups.map(({ name, description }) => ({ name, description }))),
    // The tags of each service. Not part of OpenAPI, but widely understood.
    'x-tagGroups': apis.map(({ api }) => ({ name: api.name, tags: api.groups.map(({ name }) => name) })),
    paths,
    components: {
      ...components.toObject(),
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the identity service, valid for 15 minutes.',
        },
      },
    },
  }
}

function toOperationObject(operation: Operation, tag: string, components: OpenApiComponents): JsonObject {
  const { body } = operation
  return {
    operationId: operation.id,
    tags: [tag],
    summary: operation.summary,
    description: operation.description,
    security: operation.access === 'public' ? [] : [{ accessToken: [] }],
    parameters: toParameters(operation, components),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: toJsonContent(body, components) } }),
    responses: {
      [operation.status]: toSuccessResponse(operation, components),
      ...toProblemResponses(operation, components),
    },
  }
}

function toJsonContent(schema: Schema<unknown>, components: OpenApiComponents): JsonObject {
  const jsonSchema = toJsonSchema(schema)
  return {
    'application/json': { schema: components.toReferences(jsonSchema), example: createExample(jsonSchema) },
  }
}

function toParameters(operation: Operation, components: OpenApiComponents): readonly JsonObject[] {
  return [
    ...toSchemaParameters(operation.params, 'path', components),
    ...toSchemaParameters(operation.query, 'query', components),
    ...(operation.idempotent
      ? [
          components.add('parameters', 'IdempotencyKey', {
            name: 'Idempotency-Key',
            in: 'header',
            description:
              'A unique key of the request. A repetition with the same key returns the first response.',
            schema: { type: 'string', minLength: 1, maxLength: 128 },
          }),
        ]
      : []),
    ...(operation.conditional
      ? [
          components.add('parameters', 'IfMatch', {
            name: 'If-Match',
            in: 'header',
            description: 'The expected `ETag` of the resource. The request fails with 412 if it has changed.',
            schema: { type: 'string' },
          }),
        ]
      : []),
  ]
}

function toSchemaParameters(
  schema: Schema<unknown> | undefined,
  location: 'path' | 'query',
  components: OpenApiComponents,
): readonly JsonObject[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = toJsonSchema(schema)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: location,
    required: location === 'path' || required.includes(name),
    ...(property.description === undefined ? {} : { description: property.description }),
    schema: components.toReferences(property),
  }))
}

function toSuccessResponse(operation: Operation, components: OpenApiComponents): JsonObject {
  const { response, status } = operation
  const description = SUCCESS_DESCRIPTIONS[status]
  if (response === undefined) return { description }
  return {
    description,
    ...(hasVersion(toJsonSchema(response)) ? { headers: { ETag: toETagHeader(components) } } : {}),
    content: toJsonContent(response, components),
  }
}

function hasVersion(schema: JsonSchema): boolean {
  return schema.properties?.['version'] !== undefined
}

function toETagHeader(components: OpenApiComponents): JsonObject {
  return components.add('headers', 'ETag', {
    description: 'The version of the resource, for `If-Match`.',
    schema: { type: 'string', examples: ['"1"'] },
  })
}

/** The error responses of an operation by status; each lists its codes. */
function toProblemResponses(operation: Operation, components: OpenApiComponents): JsonObject {
  const byStatus = new Map<number, Set<HttpErrorCode>>()
  for (const error of [...listCommonErrors(operation), ...(operation.errors ?? [])]) {
    const errors = byStatus.get(error.status) ?? new Set()
    byStatus.set(error.status, errors.add(error))
  }
  const schema = components.toReferences(toJsonSchema(problemBody))
  return Object.fromEntries(
    [...byStatus].map(([status, errors]) => [
      status,
      {
        description: [...errors].map((error) => `\`${error.code}\`: ${error.title}`).join(' '),
        content: { [PROBLEM_CONTENT_TYPE]: { schema, examples: toProblemExamples(errors, components) } },
      },
    ]),
  )
}

function toProblemExamples(errors: Iterable<HttpErrorCode>, components: OpenApiComponents): JsonObject {
  return Object.fromEntries(
    [...errors].map((error) => {
      const problem = new HttpProblem(error, { detail: error.title })
      const value = toProblemBody(problem, EXAMPLE_REQUEST_ID)
      return [error.code, components.add('examples', error.code, { summary: error.title, value })]
    }),
  )
}

function listCommonErrors(operation: Operation): readonly HttpErrorCode[] {
  const { INVALID_REQUEST, MALFORMED_JSON, UNAUTHENTICATED, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE } =
    HTTP_ERRORS
  const acceptsBody = operation.method !== 'GET'
  return [
    INVALID_REQUEST,
    ...(acceptsBody ? [MALFORMED_JSON, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE] : []),
    ...(operation.access === 'public' ? [] : [UNAUTHENTICATED]),
    ...(operation.access !== 'public' && isRestricted(operation.access) ? [HTTP_ERRORS.FORBIDDEN] : []),
    ...(operation.idempotent ? [HTTP_ERRORS.IDEMPOTENCY_KEY_REUSED, HTTP_ERRORS.CONFLICT] : []),
    HTTP_ERRORS.INTERNAL,
    HTTP_ERRORS.STORE_UNAVAILABLE,
  ]
}
