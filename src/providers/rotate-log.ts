import { copyFileSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

/** Size from which a log file is rotated, in bytes. One older file is kept, `<name>.log.1`. */
export const MAX_LOG_BYTES: number = 8 * 1024 * 1024
const CHECK_INTERVAL_MS = 5000

/**
 * Rotates a log file that exceeds the maximum. It is copied and truncated, not renamed: the programs that append to it keep
 * it open. If it cannot be copied, for example because the disk is full, its lines are lost. Never throws: a log must not stop
 * the program that it belongs to.
 */
export function rotateLog(file: string): void {
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size <= MAX_LOG_BYTES) return
    const older = `${file}.1`
    try {
      copyFileSync(file, older)
    } catch {
      rmSync(older, { recursive: true, force: true })
    }
    truncateSync(file)
  } catch {
    // Not writable; its writer cannot write either.
  }
}

/** Rotates the log files of a directory while programs write to them. Disposing stops it. */
export function rotateLogs(directory: string): Disposable {
  const timer = setInterval(() => {
    for (const name of listLogs(directory)) rotateLog(join(directory, name))
  }, CHECK_INTERVAL_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function listLogs(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.log'))
  } catch {
    return []
  }
}
