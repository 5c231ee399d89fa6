import { join } from 'node:path'
import type { ConformanceReport } from '../../conformance/run-conformance.js'
import { readJsonFile } from '../../core/read-json-file.js'
import { saveOptionalFile } from './optional-file.js'

/** What `conformance` found last for a service of the stack, for the overview of `inspect`. */
export interface LastConformance extends Pick<ConformanceReport, 'ok' | 'passed' | 'failed' | 'skipped'> {
  /** ISO 8601 in UTC. */
  readonly at: string
}

const FILE = 'last-conformance.json'

/** By service; without those that were never tested. */
export function readLastConformance(home: string): Readonly<Record<string, LastConformance>> {
  return (readJsonFile(join(home, FILE)) ?? {}) as Readonly<Record<string, LastConformance>>
}

export function recordConformance(home: string, report: ConformanceReport): void {
  const { service, ok, passed, failed, skipped } = report
  const last: LastConformance = { at: new Date().toISOString(), ok, passed, failed, skipped }
  saveOptionalFile(join(home, FILE), { ...readLastConformance(home), [service]: last })
}
