import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { readJsonFile } from '../core/read-json-file.js'
import { tryWriteFileAtomic } from '../core/write-file-atomic.js'
import type { ConfigFile } from './schema.js'

/**
 * The last valid configuration, stored as JSON in the state directory. Parsing YAML and compiling the schema take three
 * times as long as everything else that `up` does on a running stack, so a file is validated once per change.
 */
export interface ValidatedConfigCache {
  /** The cached content for exactly this text and schema, if there is one. */
  find(): ConfigFile | undefined
  /** The content of the last valid file, whatever the file contains now. */
  findLast(): ConfigFile | undefined
  save(file: ConfigFile): void
}

export function createValidatedConfigCache(path: string, text: string, schema: string): ValidatedConfigCache {
  const location = join(dirname(path), '.homemanager', 'config.json')
  const digest = createHash('sha256').update(schema).update('\0').update(text).digest('hex')
  const read = (): { readonly digest?: string; readonly file?: ConfigFile } => readJsonFile(location) ?? {}
  return {
    find() {
      const cached = read()
      return cached.digest === digest ? cached.file : undefined
    },
    findLast: () => read().file,
    save(file) {
      // Contains the passwords of the file. A directory that is not writable is reported by the code that depends on it.
      tryWriteFileAtomic(location, JSON.stringify({ digest, file }))
    },
  }
}
