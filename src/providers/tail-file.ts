import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLastLines } from './read-last-lines.js'

export interface TailOptions {
  /** Number of existing lines to start with. */
  readonly lines: number
  /** Whether to follow the log until `signal` is aborted. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

const POLL_INTERVAL_MS = 100

/**
 * The last lines of a log file that match and, with `follow`, new ones as they are written. Handles truncation and
 * rotation.
 */
export async function* tailFile(
  file: string,
  options: TailOptions,
  matches: (line: string) => boolean = () => true,
): AsyncGenerator<string> {
  let position = await getFileSize(file)
  yield* await readLastLines(file, options.lines, matches)
  let rest = ''
  while (options.follow && !options.signal.aborted) {
    const read = await readFileFrom(file, position)
    position = read.position
    const lines = (rest + read.text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '' && matches(line)) yield line
    if (read.text === '')
      await sleep(POLL_INTERVAL_MS, undefined, { signal: options.signal }).catch(() => undefined)
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
