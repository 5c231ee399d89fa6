import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConformanceReport } from '../../conformance/run-conformance.js'

/** What `conformance` found last for a service of the stack, for the overview of `inspect`. */
export interface LastConformance extends Pick<ConformanceReport, 'ok' | 'passed' | 'failed' | 'skipped'> {
  /** ISO 8601 in UTC. */
  readonly at: string
}

const FILE = 'last-conformance.json'

/** By service; without those that were never tested. */
export function readLastConformance(home: string): Readonly<Record<string, LastConformance>> {
  try {
    return JSON.parse(readFileSync(join(home, FILE), 'utf8')) as Readonly<Record<string, LastConformance>>
  } catch {
    return {}
  }
}

/** A state directory that cannot be written to is no reason for `conformance` to fail. */
export function recordConformance(home: string, report: ConformanceReport): void {
  const { service, ok, passed, failed, skipped } = report
  const last = { at: new Date().toISOString(), ok, passed, failed, skipped }
  try {
    writeFileSync(join(home, FILE), `${JSON.stringify({ ...readLastConformance(home), [service]: last })}\n`)
  } catch {
    // The overview does not mention the service.
  }
}
