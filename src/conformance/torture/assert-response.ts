import type { ContractResponse } from '../contract-caller.js'
import { findDifference } from './find-difference.js'
import { TortureFailure } from './torture-failure.js'

/** Characters of a response in a message. */
const MAX_SHOWN = 300

export function assertStatus(response: ContractResponse, status: number, what: string): void {
  if (response.status === status) return
  const body = JSON.stringify(response.body ?? null).slice(0, MAX_SHOWN)
  throw new TortureFailure('error', `${what} returned ${response.status} instead of ${status}: ${body}`)
}

export function assertFields(
  actual: unknown,
  expected: Readonly<Record<string, unknown>>,
  what: string,
): void {
  const difference = findDifference(actual, expected)
  if (difference !== undefined) throw new TortureFailure('wrong field', `${what}: ${difference}`)
}
