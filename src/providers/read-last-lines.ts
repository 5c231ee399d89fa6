import { type FileHandle, open } from 'node:fs/promises'

const BLOCK_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * The last non-empty lines of a text file, at most `count`; none if the file does not exist. Reads backwards from the end, no
 * further than necessary.
 */
export async function readLastLines(file: string, count: number): Promise<readonly string[]> {
  if (count <= 0) return []
  const found: string[] = []
  for await (const line of readLinesBackwards(file)) {
    found.push(line)
    if (found.length === count) break
  }
  return found.reverse()
}

/** The non-empty lines of a text file before a position, default its end, latest first; none if it does not exist. */
export async function* readLinesBackwards(file: string, end?: number): AsyncGenerator<string> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch {
    return
  }
  try {
    for await (const line of readBlocksBackwards(handle, end ?? (await handle.stat()).size))
      if (line.trim() !== '') yield line
  } finally {
    await handle.close()
  }
}

async function* readBlocksBackwards(handle: FileHandle, size: number): AsyncGenerator<string> {
  let position = size
  /** The end of a line whose start has not been read yet. */
  let rest: Buffer = Buffer.alloc(0)
  while (position > 0) {
    const length = Math.min(position, BLOCK_BYTES)
    position -= length
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
    let end = bytesRead + rest.length
    const block: Buffer = Buffer.concat([buffer.subarray(0, bytesRead), rest])
    for (
      let at = block.lastIndexOf(NEWLINE);
      at !== -1;
      at = at === 0 ? -1 : block.lastIndexOf(NEWLINE, at - 1)
    ) {
      yield block.toString('utf8', at + 1, end)
      end = at
    }
    rest = block.subarray(0, end)
  }
  yield rest.toString('utf8')
}
