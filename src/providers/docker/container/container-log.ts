import { StringDecoder } from 'node:string_decoder'
import type { LogLines } from '../../tail-file.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream } from '../daemon/daemon-request.js'

const HEADER_BYTES = 8

/** The last lines of stdout and stderr of a container; none if it does not exist. */
export async function readContainerLog(
  daemon: DaemonAddress,
  id: string,
  count: number,
): Promise<readonly string[]> {
  const query = `tail=${count}`
  const lines: string[] = []
  for await (const line of streamContainerLog(daemon, id, query, new AbortController().signal))
    lines.push(line)
  return lines
}

/** The log of a container. Following ends when it exits. */
export function openContainerLog(daemon: DaemonAddress, id: string): LogLines {
  // The lines after this time are new.
  const start = (Date.now() / 1000).toFixed(3)
  return {
    async *past(count) {
      const { signal } = new AbortController()
      const query = `tail=${count ?? 'all'}&until=${start}`
      const lines: string[] = []
      for await (const line of streamContainerLog(daemon, id, query, signal)) lines.push(line)
      yield* lines.reverse()
    },
    follow: (signal) => streamContainerLog(daemon, id, `follow=true&since=${start}`, signal),
  }
}

async function* streamContainerLog(
  daemon: DaemonAddress,
  id: string,
  query: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const path = `/containers/${id}/logs?stdout=true&stderr=true&${query}`
  try {
    const response = await openDaemonStream(daemon, { path, signal })
    if (response.statusCode === 200) yield* splitLines(decodePayloads(response))
    else response.destroy()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

interface Payload {
  /** 1: stdout, 2: stderr. */
  readonly stream: number
  readonly bytes: Buffer
}

/** Docker's stream format: each frame has a header of 8 bytes: stream, three zeros, size (Engine API, "Attach"). */
async function* decodePayloads(chunks: AsyncIterable<Buffer>): AsyncGenerator<Payload> {
  let buffered: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk])
    while (buffered.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + buffered.readUInt32BE(4)
      if (buffered.length < end) break
      yield { stream: buffered.readUInt8(0), bytes: buffered.subarray(HEADER_BYTES, end) }
      buffered = buffered.subarray(end)
    }
  }
}

/** stdout and stderr may alternate in the middle of a line, so incomplete lines are buffered per stream. */
async function* splitLines(payloads: AsyncIterable<Payload>): AsyncGenerator<string> {
  const partialLines = new Map<number, { decoder: StringDecoder; rest: string }>()
  for await (const { stream, bytes } of payloads) {
    const known = partialLines.get(stream) ?? { decoder: new StringDecoder('utf8'), rest: '' }
    const lines = (known.rest + known.decoder.write(bytes)).split('\n')
    known.rest = lines.pop() ?? ''
    partialLines.set(stream, known)
    for (const line of lines) if (line.trim() !== '') yield line.trimEnd()
  }
  for (const { rest } of partialLines.values()) if (rest.trim() !== '') yield rest.trimEnd()
}
