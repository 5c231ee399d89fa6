import { Ajv, type ErrorObject } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { isRecord } from '../../../core/is-record.js'
import { FORMATS } from './format-checks.js'
import { isStorableJson, STORABLE_JSON_MESSAGE } from './storable-json.js'

const MAX_UNKNOWN_PROPERTIES = 10

type ValidationMode = 'coercing' | 'strict'

/**
 * Compiles a schema on the first request that needs it, not at startup: most routes are not called for a while, if ever.
 * Query and path parameters are strings and are coerced to the type in the schema. Bodies are not coerced, so an amount
 * that is sent as a number is rejected instead of being converted to a string.
 */
export function createLazyValidatorCompiler(): FastifySchemaCompiler<object> {
  const instances = new Map<ValidationMode, Ajv>()
  const getInstance = (mode: ValidationMode): Ajv => {
    const instance = instances.get(mode) ?? createRequestAjv(mode)
    instances.set(mode, instance)
    return instance
  }
  return ({ schema, httpPart }) => {
    let validate: ReturnType<Ajv['compile']> | undefined
    return (data: unknown) => {
      validate ??= getInstance(httpPart === 'body' ? 'strict' : 'coercing').compile(schema)
      if (validate(data)) return { value: data }
      const error: Error & { validation?: unknown } = new Error('invalid')
      error.validation = [...(validate.errors ?? []), ...listUnknownProperties(schema, data, validate.errors)]
      return { error }
    }
  }
}

/**
 * Validation ends with the first error, which bounds its work. A misspelled property is often an error after the one that is
 * missing, so all unknown properties of the object itself are listed.
 */
function listUnknownProperties(
  schema: object,
  data: unknown,
  found: readonly ErrorObject[] | null | undefined,
): readonly ErrorObject[] {
  const { properties, additionalProperties } = schema as Readonly<Record<string, unknown>>
  if (additionalProperties !== false || !isRecord(properties) || !isRecord(data)) return []
  const known = new Set([
    ...Object.keys(properties),
    ...(found ?? []).map(({ params }) => String(params['additionalProperty'])),
  ])
  return Object.keys(data)
    .filter((name) => !known.has(name))
    .slice(0, MAX_UNKNOWN_PROPERTIES)
    .map((additionalProperty) => ({
      keyword: 'additionalProperties',
      instancePath: '',
      schemaPath: '#/additionalProperties',
      params: { additionalProperty },
    }))
}

function createRequestAjv(mode: ValidationMode): Ajv {
  const ajv = new Ajv({
    coerceTypes: mode === 'coercing',
    useDefaults: true,
    removeAdditional: false,
    allErrors: false,
    strict: false,
    multipleOfPrecision: 6,
    formats: FORMATS,
  })
  // The items of a tuple in OpenAPI 3.1. In the draft of JSON Schema that Ajv implements, they are a list in `items`.
  ajv.addKeyword({ keyword: 'prefixItems', macro: (schemas: readonly object[]) => ({ items: schemas }) })
  ajv.addKeyword({
    keyword: 'x-storable',
    validate: (_: unknown, value: unknown) => isStorableJson(value),
    error: { message: STORABLE_JSON_MESSAGE },
  })
  return ajv
}
