import { existsSync } from 'node:fs'
import path from 'node:path'
import { readJsonFile } from '../../../core/read-json-file.js'
import { writeFileAtomic } from '../../../core/write-file-atomic.js'

/** The program that created a data directory. Their formats look alike, but none opens the data of the other. */
export interface DataEngine {
  readonly kind: 'embedded' | 'mongod'
  /** Of the program that opened the data first; empty if unknown. */
  readonly version: string
}

const ENGINE_FILE = 'homemanager-engine.json'
/** Created by the embedded engine. */
const EMBEDDED_ENGINE_FILE = '.embedded-mongodb-index-repair'
/** Created by WiredTiger, which both engines store their data with. */
const WIREDTIGER_FILE = 'WiredTiger'

/** The program that created the data; `undefined` if there is no data. Earlier versions did not record it. */
export function readDataEngine(dataDirectory: string): DataEngine | undefined {
  if (!existsSync(path.join(dataDirectory, WIREDTIGER_FILE))) return undefined
  const recorded = readJsonFile(path.join(dataDirectory, ENGINE_FILE)) as DataEngine | undefined
  if (recorded !== undefined) return recorded
  const embedded = existsSync(path.join(dataDirectory, EMBEDDED_ENGINE_FILE))
  return { kind: embedded ? 'embedded' : 'mongod', version: '' }
}

/** Records the program that is about to create or open the data, unless one is on record. */
export function saveDataEngine(dataDirectory: string, engine: DataEngine): void {
  const known = readDataEngine(dataDirectory)
  if (known === undefined || known.version === '')
    writeFileAtomic(path.join(dataDirectory, ENGINE_FILE), JSON.stringify(engine))
}
