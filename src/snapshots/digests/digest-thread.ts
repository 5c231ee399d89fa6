import { addAbortListener } from 'node:events'
import { Worker } from 'node:worker_threads'
import { getPackagePath } from '../../core/package-path.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import type { SnapshotFile } from '../snapshot-manifest.js'

// The compiled file, even when running from the sources, as tests do.
const PROGRAM = getPackagePath('dist/bundle/digest-program.cjs')

export interface DigestRequest {
  readonly directory: string
  readonly files: readonly string[]
}

export interface UnreadableFile {
  readonly path: string
  readonly problem: { readonly code: string | undefined; readonly message: string }
}

/** A symbolic link has no bytes and the digest of its target. */
export type DigestedFile = SnapshotFile | UnreadableFile

export type DigestReply =
  | { readonly type: 'read'; readonly bytes: number }
  | { readonly type: 'done'; readonly files: readonly DigestedFile[] }

export interface DigestOptions {
  readonly signal: AbortSignal
  readonly onBytes?: (bytes: number) => void
}

/** The digests of files of a directory, in their order. They are computed in threads: this one can start engines meanwhile. */
export async function digestInThreads(
  threads: number,
  { directory, files }: DigestRequest,
  options: DigestOptions,
): Promise<readonly DigestedFile[]> {
  const parts = await settleAll(
    Array.from({ length: threads }, async (_, thread) =>
      digestInThread({ directory, files: files.filter((__, index) => index % threads === thread) }, options),
    ),
  )
  return files.flatMap((_, index) => parts[index % threads]?.[Math.floor(index / threads)] ?? [])
}

async function digestInThread(
  request: DigestRequest,
  { signal, onBytes }: DigestOptions,
): Promise<readonly DigestedFile[]> {
  signal.throwIfAborted()
  const worker = new Worker(PROGRAM, { workerData: request, execArgv: [] })
  let abortion: Disposable | undefined
  try {
    return await new Promise<readonly DigestedFile[]>((resolve, reject) => {
      abortion = addAbortListener(signal, () => reject(signal.reason))
      worker.on('message', (reply: DigestReply) => {
        if (reply.type === 'done') resolve(reply.files)
        else onBytes?.(reply.bytes)
      })
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('The thread that reads the files has ended.')))
    })
  } finally {
    abortion?.[Symbol.dispose]()
    await worker.terminate()
  }
}
