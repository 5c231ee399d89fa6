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
export function checkCall({ id, path, body, method }: Operation, input: unknown): void {
  checkOptions(id, CALL_RULES, input)
  const { params = {}, body: given } = input as AnyCallInput
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    const value: unknown = params[name]
    if (typeof value !== 'string' || value === '')
      throw toOptionError(
        `${id} expects params.${name}. Received ${formatValue(value)}.`,
        `It is ${method} ${path}.`,
        `Call ${id}({ params: { ${name}: … } }).`,
      )
  }
  const { required } = (body ?? {}) as { readonly required?: readonly string[] }
  if (given === undefined && required !== undefined && required.length > 0)
    throw toOptionError(
      `${id} expects a body.`,
      `Required: ${required.join(', ')}.`,
      `Call ${id}({ body: { ${required.map((name) => `${name}: …`).join(', ')} } }).`,
    )
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
