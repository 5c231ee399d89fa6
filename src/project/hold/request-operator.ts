import { type ClientRequest, request } from 'node:http'
import { getProjectSecret } from '../../providers/project-secret.js'
import type { ServicesRecord } from '../state/stack-state.js'

/** The name of the project's secret with which commands control its services. */
export const OPERATOR_TOKEN = 'operator-token'

/** Prepares a request of a command to the gateway of its project; call `end` to send it. */
export function requestOperator(
  { urls }: ServicesRecord,
  path: string,
  { home, signal }: { readonly home: string; readonly signal: AbortSignal },
): ClientRequest {
  return request(new URL(path, urls.gateway), {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${getProjectSecret(home, OPERATOR_TOKEN)}` },
    signal,
  })
}
