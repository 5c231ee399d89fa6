import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ConfigFile } from './config-file.js'

/**
 * The last file that was found right, as JSON beside the state. Parsing YAML and compiling the schema take three times as
 * long as all else that `up` on a running stack does; a file that has not changed is checked once.
 */
export interface CheckedFileCache {
  /** The content of exactly this text under this schema, if it was kept. */
  find(): ConfigFile | undefined
  keep(file: ConfigFile): void
}

export function checkedFileCache(path: string, text: string, schema: string): CheckedFileCache {
  const place = join(dirname(path), '.homemanager', 'config.json')
  const digest = createHash('sha256').update(schema).update('\0').update(text).digest('hex')
  return {
    find() {
      try {
        const kept = JSON.parse(readFileSync(place, 'utf8')) as { digest?: string; file?: ConfigFile }
        return kept.digest === digest ? kept.file : undefined
      } catch {
        return undefined
      }
    },
    keep(file) {
      const temporary = `${place}.${process.pid}.tmp`
      try {
        // It holds what the file holds, passwords included.
        mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
        writeFileSync(temporary, JSON.stringify({ digest, file }), { mode: 0o600 })
        renameSync(temporary, place)
      } catch {
        // A folder that takes no files is reported by who needs it.
      }
    },
  }
}
