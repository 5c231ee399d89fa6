import { createHash, hash } from 'node:crypto'
import { closeSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { DigestedFile, DigestReply, DigestRequest } from './digest-thread.js'

// The program of the thread that `DigestThread` starts. It has nothing else to do, so it reads without promises and streams, which
// take several times as long for the thousand small files of an engine.

const READ_BYTES = 1024 * 1024
const REPORT_BYTES = 8 * READ_BYTES

const buffer = Buffer.allocUnsafe(READ_BYTES)
let unreported = 0

function digestFile(directory: string, file: string): DigestedFile {
  const location = path.join(directory, file)
  try {
    if (lstatSync(location).isSymbolicLink())
      return { path: file, bytes: 0, sha256: hash('sha256', readlinkSync(location)) }
    const descriptor = openSync(location, 'r')
    try {
      return { path: file, ...digestContent(descriptor) }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { path: file, problem: { code, message } }
  }
}

function digestContent(descriptor: number): { readonly bytes: number; readonly sha256: string } {
  let count = read(descriptor)
  if (count < READ_BYTES) return { bytes: count, sha256: hash('sha256', buffer.subarray(0, count)) }
  const digest = createHash('sha256')
  let bytes = 0
  for (; count > 0; count = read(descriptor)) {
    digest.update(buffer.subarray(0, count))
    bytes += count
  }
  return { bytes, sha256: digest.digest('hex') }
}

function read(descriptor: number): number {
  const count = readSync(descriptor, buffer, 0, READ_BYTES, null)
  unreported += count
  if (unreported >= REPORT_BYTES) report()
  return count
}

function report(): void {
  reply({ type: 'read', bytes: unreported })
  unreported = 0
}

function reply(message: DigestReply): void {
  parentPort?.postMessage(message)
}

const { directory, files } = workerData as DigestRequest
const digested = files.map((file) => digestFile(directory, file))
report()
reply({ type: 'done', files: digested })
