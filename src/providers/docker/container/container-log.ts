import { StringDecoder } from 'node:string_decoder'
import type { TailOptions } from '../../tail-file.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream } from '../daemon/daemon-request.js'

const HEADER_BYTES = 8

/** The last lines that a container wrote, to stdout or stderr; none where it is gone. */
export async function readContainerLog(
  daemon: DaemonAddress,
  id: string,
  count: number,
): Promise<readonly string[]> {
  const options = { lines: count, follow: false, signal: new AbortController().signal }
  const lines: string[] = []
  for await (const line of streamContainerLog(daemon, id, options)) lines.push(line)
  return lines
}

/** The last lines of a container, and with `follow` each further one until it ends or `signal` says so. */
export async function* streamContainerLog(
  daemon: DaemonAddress,
  id: string,
  { lines, follow, signal }: TailOptions,
): AsyncGenerator<string> {
  const path = `/containers/${id}/logs?stdout=true&stderr=true&tail=${lines}&follow=${follow}`
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

/** Docker's stream format: a header of 8 bytes (stream, three zeros, length) before each piece (Engine API, "Attach"). */
async function* decodePayloads(pieces: AsyncIterable<Buffer>): AsyncGenerator<Payload> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece])
    while (held.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + held.readUInt32BE(4)
      if (held.length < end) break
      yield { stream: held.readUInt8(0), bytes: held.subarray(HEADER_BYTES, end) }
      held = held.subarray(end)
    }
  }
}

/** stdout and stderr may take turns in the middle of a line: each has a rest of its own. */
async function* splitLines(payloads: AsyncIterable<Payload>): AsyncGenerator<string> {
  const rests = new Map<number, { decoder: StringDecoder; rest: string }>()
  for await (const { stream, bytes } of payloads) {
    const known = rests.get(stream) ?? { decoder: new StringDecoder('utf8'), rest: '' }
    const lines = (known.rest + known.decoder.write(bytes)).split('\n')
    known.rest = lines.pop() ?? ''
    rests.set(stream, known)
    for (const line of lines) if (line.trim() !== '') yield line.trimEnd()
  }
  for (const { rest } of rests.values()) if (rest.trim() !== '') yield rest.trimEnd()
}
