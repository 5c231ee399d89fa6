import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../core/is-record.js'
import { readJsonFile } from '../../core/read-json-file.js'
import { deleteOptionalFile } from '../state/optional-file.js'

/**
 * What can end and be restarted on its own: a store, an add-on, a custom service, or `services`, the process of the bundled
 * services and the gateway.
 */
export type SupervisedName = string

/** When and why a component was restarted, or could not be. */
export interface LastRestart {
  /** ISO 8601. */
  readonly at: string
  readonly reason: string
}

/** How often a component was restarted because it had ended, since the last `down`. */
export interface RestartRecord {
  readonly restarts: number
  readonly lastRestart: LastRestart | null
  /** Attempts in a row after each of which the component ended soon, or did not start. Determines the next delay. */
  readonly attempts: number
}

export type RestartRecords = Readonly<Partial<Record<SupervisedName, RestartRecord>>>

export const NO_RESTARTS: RestartRecord = { restarts: 0, lastRestart: null, attempts: 0 }

/** The file has this size from the start, so that it can be written when the disk is full. */
const FILE_BYTES = 8192
const MAX_REASON_LENGTH = 600

export function readRestarts(home: string): RestartRecords {
  const value = readJsonFile(getRestartsPath(home))
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, RestartRecord] => isRestartRecord(entry[1])),
  )
}

/** Creates the file unless it exists. */
export function createRestartsFile(home: string): void {
  if (!existsSync(getRestartsPath(home))) writeRestarts(home, {})
}

/** Stores the record of one component. Never throws: a component is restarted even if that cannot be recorded. */
export function saveRestart(home: string, name: SupervisedName, record: RestartRecord): void {
  const { lastRestart } = record
  const reason = lastRestart?.reason.slice(0, MAX_REASON_LENGTH) ?? ''
  const stored = { ...record, lastRestart: lastRestart && { ...lastRestart, reason } }
  try {
    writeRestarts(home, { ...readRestarts(home), [name]: stored })
  } catch {
    // Not writable; the log of the supervisor has the reason.
  }
}

export function deleteRestarts(home: string): void {
  deleteOptionalFile(getRestartsPath(home))
}

function writeRestarts(home: string, records: RestartRecords): void {
  const bytes = Buffer.alloc(FILE_BYTES, ' ')
  bytes.write(JSON.stringify(records))
  // Overwritten in place: a new file could not be created on a full disk.
  const file = openSync(getRestartsPath(home), existsSync(getRestartsPath(home)) ? 'r+' : 'w', 0o600)
  try {
    writeSync(file, bytes, 0, FILE_BYTES, 0)
  } finally {
    closeSync(file)
  }
}

function getRestartsPath(home: string): string {
  return join(home, 'restarts.json')
}

function isRestartRecord(value: unknown): value is RestartRecord {
  return (
    isRecord(value) &&
    typeof value['restarts'] === 'number' &&
    typeof value['attempts'] === 'number' &&
    (value['lastRestart'] === null ||
      (isRecord(value['lastRestart']) &&
        typeof value['lastRestart']['at'] === 'string' &&
        typeof value['lastRestart']['reason'] === 'string'))
  )
}
