import { Ajv } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { FORMATS } from './format-checks.js'
import { isStorableJson, STORABLE_JSON_MESSAGE } from './storable-json.js'

type ValidationMode = 'coercing' | 'strict'

/**
 * Compiles a schema when the first request needs it, not at the start: a stack is up before anyone asks for most routes.
 * Query and path parameters are text and are turned into what the schema says; a body is taken as it is, so that an
 * amount given as a number is refused instead of being turned into text.
 */
export function createLazyValidatorCompiler(): FastifySchemaCompiler<object> {
  const instances = new Map<ValidationMode, Ajv>()
  const instanceFor = (parts: ValidationMode): Ajv => {
    const made = instances.get(parts) ?? createRequestAjv(parts)
    instances.set(parts, made)
    return made
  }
  return ({ schema, httpPart }) => {
    let validate: ReturnType<Ajv['compile']> | undefined
    return (data: unknown) => {
      validate ??= instanceFor(httpPart === 'body' ? 'strict' : 'coercing').compile(schema)
      if (validate(data)) return { value: data }
      const error: Error & { validation?: unknown } = new Error('invalid')
      error.validation = validate.errors
      return { error }
    }
  }
}

function createRequestAjv(parts: ValidationMode): Ajv {
  const ajv = new Ajv({
    coerceTypes: parts === 'coercing',
    useDefaults: true,
    removeAdditional: false,
    allErrors: false,
    strict: false,
    multipleOfPrecision: 6,
    formats: FORMATS,
  })
  ajv.addKeyword({
    keyword: 'x-storable',
    validate: (_: unknown, value: unknown) => isStorableJson(value),
    error: { message: STORABLE_JSON_MESSAGE },
  })
  return ajv
}
