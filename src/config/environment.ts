import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'
import type { Setting } from './setting.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** The keywords that apply to environment variables. */
interface VariableSchema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly patternErrorMessage?: string
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The value of a setting's environment variable; `undefined` if it is unset or empty. Throws `CONFIG_INVALID` if the
 * setting's schema does not allow it.
 */
export function readVariable<T>({ variable, optional }: Setting<T>, environment: Environment): T | undefined {
  const text = variable === undefined ? undefined : environment[variable] || undefined
  if (variable === undefined || text === undefined) return undefined
  const schema = optional as VariableSchema
  const problem =
    schema.type === 'integer' ? findIntegerProblem(text, schema) : findStringProblem(text, schema)
  if (problem === undefined) return (schema.type === 'integer' ? Number(text) : text) as T
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `The environment variable ${variable} ${problem}, not "${redactCredentials(text)}".`,
    suggestion: `Correct it, or remove it with unset ${variable}.`,
  })
}

function findIntegerProblem(text: string, schema: VariableSchema): string | undefined {
  const { minimum = -Infinity, maximum = Infinity } = schema
  const value = Number(text)
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return undefined
  return `must be an integer between ${minimum} and ${maximum}`
}

function findStringProblem(text: string, schema: VariableSchema): string | undefined {
  const { pattern, patternErrorMessage = `must match the pattern ${pattern}`, format } = schema
  if (pattern === undefined) return undefined
  const valid = new RegExp(pattern).test(text) && (format !== 'uri' || URL.canParse(text))
  return valid ? undefined : patternErrorMessage
}

function redactCredentials(text: string): string {
  return text.replace(/\/\/[^@]*@/, '//…@')
}
