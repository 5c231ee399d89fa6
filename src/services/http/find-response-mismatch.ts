import { Ajv, type ValidateFunction } from 'ajv'
import { FORMATS } from './format-checks.js'
import type { Operation } from './operation.js'
import { PROBLEM_CONTENT_TYPE, problemBody } from './problem-body.js'

/** An answer as it came over the wire. */
export interface WireResponse {
  readonly status: number
  readonly contentType: string
  /** Parsed; undefined without a body. */
  readonly body: unknown
}

const compiledSchemas = new WeakMap<object, ValidateFunction>()
let ajv: Ajv | undefined

/** What is wrong with an answer by the contract of its operation; nothing when it keeps it. */
export function findResponseMismatch(operation: Operation, answer: WireResponse): string | undefined {
  const { status, contentType, body } = answer
  if (status >= 400) {
    if (!contentType.startsWith(PROBLEM_CONTENT_TYPE))
      return `${status} comes as ${contentType || 'nothing'}, not as ${PROBLEM_CONTENT_TYPE}`
    const problem = findSchemaMismatch(problemBody, body)
    return problem === undefined ? undefined : `the problem of ${status}: ${problem}`
  }
  if (status !== operation.status) return `it answers ${status} where ${operation.status} is agreed`
  if (operation.response === undefined) {
    return body === undefined ? undefined : `it answers a body where none is agreed`
  }
  if (!contentType.startsWith('application/json'))
    return `it answers ${contentType || 'nothing'}, not application/json`
  return findSchemaMismatch(operation.response, body)
}

/** What is wrong with a value by a schema: the first place and why. */
export function findSchemaMismatch(schema: object, value: unknown): string | undefined {
  let validate = compiledSchemas.get(schema)
  if (validate === undefined) {
    ajv ??= createResponseAjv()
    validate = ajv.compile(schema)
    compiledSchemas.set(schema, validate)
  }
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  return `${error?.instancePath || 'the body'} ${error?.message ?? 'does not match'}`
}

function createResponseAjv(): Ajv {
  const made = new Ajv({ strict: false, multipleOfPrecision: 6, formats: FORMATS })
  made.addKeyword('x-storable')
  return made
}
