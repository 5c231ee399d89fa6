import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** Index of the status in `postmaster.pid` (`LOCK_FILE_LINE_PM_STATUS` in `utils/pidfile.h`); `pg_ctl -w` reads it too. */
const STATUS_LINE = 7

/** Whether PostgreSQL accepts connections, by its lock file. True if the file cannot be read. */
export async function isPostmasterReady(dataDirectory: string): Promise<boolean> {
  const text = await readFile(path.join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => undefined)
  if (text === undefined) return true
  return text.split('\n')[STATUS_LINE]?.trim() === 'ready'
}
