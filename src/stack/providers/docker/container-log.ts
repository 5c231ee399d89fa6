import type { EngineAddress } from './engine-address.js'
import { openEngineStream } from './engine-request.js'

const HEADER_BYTES = 8

/** The last lines that a container wrote, to stdout or stderr; none where it is gone. */
export async function containerLog(
  engine: EngineAddress,
  id: string,
  count: number,
): Promise<readonly string[]> {
  const path = `/containers/${id}/logs?stdout=true&stderr=true&tail=${count}`
  const response = await openEngineStream(engine, { path })
  const bytes = Buffer.concat(await response.toArray())
  if (response.statusCode !== 200) return []
  const text = Buffer.concat([...payloads(bytes)]).toString('utf8')
  return text.split('\n').filter((line) => line.trim() !== '')
}

/** Docker's stream format: a header of 8 bytes (stream, three zeros, length) before each piece (Engine API, "Attach"). */
function* payloads(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 4)
    yield bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length)
    at += HEADER_BYTES + length
  }
}
