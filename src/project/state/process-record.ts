import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import { getFileIdentity } from '../../providers/file-identity.js'

/** The text of a file of the state directory that names a process of this project. */
export function toProcessRecord(home: string, record: object): string {
  return JSON.stringify({ ...record, directory: getFileIdentity(home) })
}

/** Undefined in a copy of the state directory: there, the record names a process of the original. */
export function readProcessRecord(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const record = parseJsonRecord(readFileSync(file, 'utf8'))
    // Earlier versions did not record the directory.
    const directory = record?.['directory']
    return directory === undefined || directory === getFileIdentity(dirname(file)) ? record : undefined
  } catch {
    return undefined
  }
}
