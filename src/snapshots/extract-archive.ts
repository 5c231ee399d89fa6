import { createReadStream } from 'node:fs'
import type { ReadEntry } from 'tar'

export interface ExtractOptions {
  /** Absolute path of an existing directory. */
  readonly directory: string
  /** Number of leading path segments to leave out. Default: 0. */
  readonly strip?: number
  /** Default: every entry is extracted. */
  readonly filter?: (entry: ReadEntry) => boolean
  readonly signal?: AbortSignal | undefined
}

/** Small enough that the program responds between two of them, also if they are decompressed to a thousand times as much. */
const CHUNK_BYTES = 64 * 1024

/**
 * Extracts a tar file, which may be compressed with gzip. Writes synchronously: a snapshot has a thousand small files, each of which
 * would take several turns of the event loop. Throws the error of the file system or of the parser, or the
 * reason of the signal.
 */
export async function extractArchive(
  file: string,
  { directory, strip = 0, filter = () => true, signal }: ExtractOptions,
): Promise<void> {
  const { UnpackSync } = await import('tar')
  const failures: unknown[] = []
  const unpack = new UnpackSync({
    cwd: directory,
    strip,
    strict: true,
    filter: (_, entry) => filter(entry as ReadEntry),
  })
  unpack.on('error', (error: unknown) => failures.push(error))
  const throwIfFailed = (): void => {
    if (failures.length > 0) throw failures[0]
  }
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    signal?.throwIfAborted()
    unpack.write(chunk as Buffer)
    throwIfFailed()
  }
  unpack.end()
  throwIfFailed()
}
