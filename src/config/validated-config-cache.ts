import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tryWriteFileAtomic } from '../core/write-file-atomic.js'
import type { ConfigFile } from './schema.js'

/**
 * The last valid configuration, stored as JSON in the state directory. Parsing YAML and compiling the schema take three
 * times as long as everything else that `up` does on a running stack, so a file is validated once per change.
 */
export interface ValidatedConfigCache {
  /** The cached content for exactly this text and schema, if there is one. */
  find(): ConfigFile | undefined
  save(file: ConfigFile): void
}

export function createValidatedConfigCache(path: string, text: string, schema: string): ValidatedConfigCache {
  const location = join(dirname(path), '.homemanager', 'config.json')
  const digest = createHash('sha256').update(schema).update('\0').update(text).digest('hex')
  return {
    find() {
      try {
        const cached = JSON.parse(readFileSync(location, 'utf8')) as { digest?: string; file?: ConfigFile }
        return cached.digest === digest ? cached.file : undefined
      } catch {
        return undefined
      }
    },
    save(file) {
      // Contains the passwords of the file. A directory that is not writable is reported by the code that depends on it.
      tryWriteFileAtomic(location, JSON.stringify({ digest, file }))
    },
  }
}
