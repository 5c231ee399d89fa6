import { checkOptions, formatValue, toOptionError } from '../../../core/check-options.js'
import { isObject, type OptionRules, STRING, TIMEOUT } from '../../../core/option-rule.js'
import type { Operation } from '../api/operation.js'
import type { AnyCallInput, ServiceClientOptions } from './call-input.js'

const CLIENT_RULES: OptionRules<ServiceClientOptions> = {
  token: {
    description: 'a string, or a function that returns one',
    accepts: (value) => ['string', 'function'].includes(typeof value),
  },
  timeoutMs: TIMEOUT,
  headers: {
    description: 'an object with strings',
    accepts: isObject,
    each: STRING,
  },
}

const CALL_RULES: OptionRules<AnyCallInput> = {
  params: { description: 'an object with the parameters of the path', accepts: isObject },
  query: { description: 'an object with the parameters of the query', accepts: isObject },
  body: { description: 'the body of the request', accepts: () => true },
  idempotencyKey: STRING,
  ifMatch: { description: 'the number of a version', accepts: (value) => typeof value === 'number' },
}

/** Checks the arguments of a function that creates a client. Throws `OPTION_INVALID`. */
export function checkClientArguments(call: string, baseUrl: unknown, options: unknown): void {
  if (typeof baseUrl !== 'string' || !/^https?:$/.test(parseUrl(baseUrl)?.protocol ?? '')) {
    throw toOptionError(
      `${call} expects the URL of the service. Received ${formatValue(baseUrl)}.`,
      'Expected for example http://127.0.0.1:4000/identity: the URL of the gateway and the name of the service.',
      'homemanager env prints the URL of the gateway; in a program, it is stack.services.gateway.',
    )
  }
  checkOptions(call, CLIENT_RULES, options)
}

/** Checks that a call has the parts without which the request makes no sense. The service validates their values. Throws `OPTION_INVALID`. */
export function checkCall(operation: Operation, input: unknown): void {
  const { id, path, body, method } = operation
  if (!isCallInput(input))
    throw toOptionError(
      `${id} expects an object with ${Object.keys(CALL_RULES).slice(0, 3).join(', ')}.`,
      `It is ${method} ${path}.`,
      `Call ${formatCall(operation)}.`,
    )
  checkOptions(id, CALL_RULES, input)
  const { params = {}, body: given } = input as AnyCallInput
  for (const name of listPathParameters(path)) {
    const value: unknown = params[name]
    if (typeof value !== 'string' || value === '')
      throw toOptionError(
        `${id} expects params.${name}. Received ${formatValue(value)}.`,
        `It is ${method} ${path}.`,
        `Call ${formatCall(operation)}.`,
      )
  }
  const required = listRequired(body)
  if (given === undefined && required.length > 0)
    throw toOptionError(
      `${id} expects a body.`,
      `Required: ${required.join(', ')}.`,
      `Call ${formatCall(operation)}.`,
    )
}

/** Whether it may be meant as the argument of a call: the parts of a request are not given directly. */
function isCallInput(input: unknown): boolean {
  if (!isObject(input)) return false
  const names = Object.keys(input)
  return names.length === 0 || names.some((name) => Object.hasOwn(CALL_RULES, name))
}

/** `register({ body: { email: …, password: … } })` */
function formatCall({ id, path, body }: Operation): string {
  const toMembers = (names: readonly string[]): string => names.map((name) => `${name}: …`).join(', ')
  const params = listPathParameters(path)
  const required = listRequired(body)
  const parts = [
    ...(params.length === 0 ? [] : [`params: { ${toMembers(params)} }`]),
    ...(required.length === 0 ? [] : [`body: { ${toMembers(required)} }`]),
  ]
  return `${id}(${parts.length === 0 ? '' : `{ ${parts.join(', ')} }`})`
}

function listPathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

function listRequired(body: Operation['body']): readonly string[] {
  return ((body ?? {}) as { readonly required?: readonly string[] }).required ?? []
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
