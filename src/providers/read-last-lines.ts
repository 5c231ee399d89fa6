import { open } from 'node:fs/promises'

const MAX_TAIL_BYTES = 64 * 1024

/** The last non-empty lines of a text file, at most `count`; none if the file does not exist. Reads only its end. */
export async function readLastLines(file: string, count: number): Promise<readonly string[]> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch {
    return []
  }
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, MAX_TAIL_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    return lines.filter((line) => line.trim() !== '').slice(-count)
  } finally {
    await handle.close()
  }
}
