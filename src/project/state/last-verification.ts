import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyReport } from '../../verify/verify-stores.js'

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
  try {
    return JSON.parse(readFileSync(join(home, FILE), 'utf8')) as LastVerification
  } catch {
    return undefined
  }
}

/** The data is replaced or changed by something other than requests. */
export function forgetVerification(home: string): void {
  try {
    rmSync(join(home, FILE), { force: true })
  } catch {
    // Not writable; the overview says when the data was verified.
  }
}

/** A state directory that cannot be written to is no reason for `verify` to fail. */
export function recordVerification(home: string, { checked, items, more }: VerifyReport): void {
  const last = { at: new Date().toISOString(), checked, violations: items.length + more }
  try {
    writeFileSync(join(home, FILE), `${JSON.stringify(last)}\n`)
  } catch {
    // The overview says that the data was not verified.
  }
}
