import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { FORMATS } from '../server/format-checks.js'
import type { Operation } from '../api/operation.js'
import { PROBLEM_CONTENT_TYPE, problemBody } from '../problems/problem-body.js'

/** A response as received. */
export interface WireResponse {
  readonly status: number
  readonly contentType: string
  /** Parsed; undefined without a body. */
  readonly body: unknown
}

const compiledSchemas = new WeakMap<object, ValidateFunction>()
let ajv: Ajv | undefined

/** Describes how a response violates the contract of its operation; undefined if it does not. */
export function findResponseMismatch(operation: Operation, response: WireResponse): string | undefined {
  const { status, contentType, body } = response
  if (status >= 400) {
    if (!contentType.startsWith(PROBLEM_CONTENT_TYPE))
      return `the content type of ${status} is ${contentType || 'missing'}, expected ${PROBLEM_CONTENT_TYPE}`
    const problem = findSchemaMismatch(problemBody, body)
    return problem === undefined ? undefined : `the body of ${status}: ${problem}`
  }
  if (status !== operation.status) return `the status is ${status}, expected ${operation.status}`
  if (operation.response === undefined) {
    return body === undefined ? undefined : 'the response has a body, expected none'
  }
  if (!contentType.startsWith('application/json'))
    return `the content type is ${contentType || 'missing'}, expected application/json`
  return findSchemaMismatch(operation.response, body)
}

/** More are counted. */
const MAX_PROBLEMS = 10

/** Describes where a value does not match a schema; undefined if it matches. */
export function findSchemaMismatch(schema: object, value: unknown): string | undefined {
  let validate = compiledSchemas.get(schema)
  if (validate === undefined) {
    ajv ??= createResponseAjv()
    validate = ajv.compile(schema)
    compiledSchemas.set(schema, validate)
  }
  if (validate(value)) return undefined
  // What is wrong with each item of a list is said of the first one.
  const problems = new Map<string, string>()
  for (const error of validate.errors ?? []) {
    const problem = describeError(error)
    const key = problem.replaceAll(/\/\d+(?=[/ ])/g, '/*')
    if (!problems.has(key)) problems.set(key, problem)
  }
  const listed = [...problems.values()]
  const rest = listed.length - MAX_PROBLEMS
  return [...listed.slice(0, MAX_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}

function describeError({ instancePath, message, params }: ErrorObject): string {
  const additional: unknown = params['additionalProperty']
  const name = typeof additional === 'string' ? ` ('${additional}')` : ''
  return `${instancePath || 'the body'} ${message ?? 'does not match'}${name}`
}

function createResponseAjv(): Ajv {
  const instance = new Ajv({ allErrors: true, strict: false, multipleOfPrecision: 6, formats: FORMATS })
  instance.addKeyword('x-storable')
  return instance
}
