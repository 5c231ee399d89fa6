import { join } from 'node:path'
import { readJsonFile } from '../../core/read-json-file.js'
import type { VerifyReport } from '../../verify/verify-stores.js'
import { deleteOptionalFile, saveOptionalFile } from './optional-file.js'

/** What `verify` found last, for the overview of `inspect`. */
export interface LastVerification {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly checked: number
  readonly violations: number
}

const FILE = 'last-verification.json'

/** Undefined if the data was never verified. */
export function readLastVerification(home: string): LastVerification | undefined {
  return readJsonFile(join(home, FILE)) as LastVerification | undefined
}

/** The data is replaced or changed by something other than requests. */
export function forgetVerification(home: string): void {
  deleteOptionalFile(join(home, FILE))
}

export function recordVerification(home: string, { checked, items, more }: VerifyReport): void {
  const last: LastVerification = { at: new Date().toISOString(), checked, violations: items.length + more }
  saveOptionalFile(join(home, FILE), last)
}
