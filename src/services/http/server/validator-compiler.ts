import { Ajv } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { FORMATS } from './format-checks.js'
import { isStorableJson, STORABLE_JSON_MESSAGE } from './storable-json.js'

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
      error.validation = validate.errors
      return { error }
    }
  }
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
