import { Ajv, type ValidateFunction } from 'ajv'
import { FORMATS } from './format-checks.js'
import type { Operation } from './operation.js'
import { PROBLEM_TYPE, problemBody } from './problem-body.js'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly contentType: string
  /** Parsed; undefined without a body. */
  readonly body: unknown
}

const validators = new WeakMap<object, ValidateFunction>()
let ajv: Ajv | undefined

/** What is wrong with an answer by the contract of its operation; nothing when it keeps it. */
export function answerFault(operation: Operation, answer: WireAnswer): string | undefined {
  const { status, contentType, body } = answer
  if (status >= 400) {
    if (!contentType.startsWith(PROBLEM_TYPE))
      return `${status} comes as ${contentType || 'nothing'}, not as ${PROBLEM_TYPE}`
    const fault = schemaFault(problemBody, body)
    return fault === undefined ? undefined : `the problem of ${status}: ${fault}`
  }
  if (status !== operation.status) return `it answers ${status} where ${operation.status} is agreed`
  if (operation.answer === undefined) {
    return body === undefined ? undefined : `it answers a body where none is agreed`
  }
  if (!contentType.startsWith('application/json'))
    return `it answers ${contentType || 'nothing'}, not application/json`
  return schemaFault(operation.answer, body)
}

/** What is wrong with a value by a schema: the first place and why. */
export function schemaFault(schema: object, value: unknown): string | undefined {
  let validate = validators.get(schema)
  if (validate === undefined) {
    ajv ??= newAjv()
    validate = ajv.compile(schema)
    validators.set(schema, validate)
  }
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  return `${error?.instancePath || 'the body'} ${error?.message ?? 'does not match'}`
}

function newAjv(): Ajv {
  const made = new Ajv({ strict: false, multipleOfPrecision: 6, formats: FORMATS })
  made.addKeyword('x-storable')
  return made
}
