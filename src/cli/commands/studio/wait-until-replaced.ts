import { setTimeout as sleep } from 'node:timers/promises'
import { readJsonFile } from '../../../core/read-json-file.js'
import { STUDIO_RECORD_VARIABLE } from '../../../core/studio-record.js'
import { isRecord } from '../../../core/is-record.js'

const POLL_INTERVAL_MS = 1000
/** `up` writes the file once Studio has answered. */
const START_TIMEOUT_MS = 30_000

/**
 * Resolves when the file of a run in the background does not name this process any more, for example because the state directory
 * was deleted. In the foreground, it never does.
 */
export async function waitUntilReplaced(signal: AbortSignal): Promise<void> {
  const file = process.env[STUDIO_RECORD_VARIABLE]
  const startedAt = performance.now()
  let wasRecorded = false
  while (!signal.aborted) {
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => {})
    if (file === undefined) continue
    const isRecorded = readPid(file) === process.pid
    if (!isRecorded && (wasRecorded || performance.now() - startedAt > START_TIMEOUT_MS)) return
    wasRecorded ||= isRecorded
  }
}

function readPid(file: string): unknown {
  const record = readJsonFile(file)
  const recorded = isRecord(record) ? record['process'] : undefined
  return isRecord(recorded) ? recorded['pid'] : undefined
}
