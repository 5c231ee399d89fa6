import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tryWriteFileAtomic } from '../core/write-file-atomic.js'
import type { ConfigFile } from './config-file.js'

/**
 * The last file that was found right, as JSON beside the state. Parsing YAML and compiling the schema take three times as
 * long as all else that `up` on a running stack does; a file that has not changed is checked once.
 */
export interface ValidatedConfigCache {
  /** The content of exactly this text under this schema, if it was kept. */
  find(): ConfigFile | undefined
  save(file: ConfigFile): void
}

export function createValidatedConfigCache(path: string, text: string, schema: string): ValidatedConfigCache {
  const location = join(dirname(path), '.homemanager', 'config.json')
  const digest = createHash('sha256').update(schema).update('\0').update(text).digest('hex')
  return {
    find() {
      try {
        const kept = JSON.parse(readFileSync(location, 'utf8')) as { digest?: string; file?: ConfigFile }
        return kept.digest === digest ? kept.file : undefined
      } catch {
        return undefined
      }
    },
    save(file) {
      // It holds what the file holds, passwords included. A folder that takes no files is reported by who needs it.
      tryWriteFileAtomic(location, JSON.stringify({ digest, file }))
    },
  }
}
