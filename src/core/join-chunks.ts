const MIN_BYTES = 64 * 1024

/** The same bytes in fewer, larger parts: each part that passes through a stream costs time. */
export async function* joinChunks(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = []
  let bytes = 0
  for await (const part of parts) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part
    pending.push(chunk)
    bytes += chunk.length
    if (bytes < MIN_BYTES) continue
    yield Buffer.concat(pending, bytes)
    pending = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(pending, bytes)
}
