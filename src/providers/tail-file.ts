import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLinesBackwards } from './read-last-lines.js'

/** The lines of a log: those that exist, and those that are written afterwards. */
export interface LogLines {
  /** Latest first. `count` is a hint: how many will be read, unless all of them may be. */
  past(count?: number): AsyncIterable<string>
  /** Lines after those of `past`, as they are written, until aborted. */
  follow(signal: AbortSignal): AsyncIterable<string>
}

const POLL_INTERVAL_MS = 100

/** The lines of a log file and of the older one that was rotated. Following handles truncation and rotation. */
export function openLogFile(file: string): LogLines {
  let position: number | undefined
  return {
    async *past() {
      position = await getFileSize(file)
      yield* readLinesBackwards(file, position)
      yield* readLinesBackwards(`${file}.1`)
    },
    async *follow(signal) {
      let end = position ?? (await getFileSize(file))
      let rest = ''
      while (!signal.aborted) {
        const read = await readFileFrom(file, end)
        end = read.position
        const lines = (rest + read.text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line.trim() !== '') yield line
        if (read.text === '') await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

async function getFileSize(file: string): Promise<number> {
  const handle = await tryOpenFile(file)
  if (handle === undefined) return 0
  const { size } = await handle.stat()
  await handle.close()
  return size
}

async function readFileFrom(
  file: string,
  position: number,
): Promise<{ readonly text: string; readonly position: number }> {
  const handle = await tryOpenFile(file)
  if (handle === undefined) return { text: '', position: 0 }
  try {
    const { size } = await handle.stat()
    const from = size < position ? 0 : position
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size - from, 1 << 20)), {
      position: from,
    })
    return { text: buffer.toString('utf8', 0, bytesRead), position: from + bytesRead }
  } finally {
    await handle.close()
  }
}

async function tryOpenFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r')
  } catch {
    return undefined
  }
}
