import type { IncomingHttpHeaders } from 'node:http'

/** The position after a write: a response header of writes, and a request header of reads that must see them. */
export const READ_AFTER_HEADER = 'x-read-after'

/** How current the result of a read must be, as the request says. */
export interface ReadFreshness {
  /** `Cache-Control: no-cache`: no replica may answer. */
  readonly current: boolean
  /** The position in the write-ahead log that a replica must have reached. */
  readonly after: bigint | undefined
}

/** Reads the headers of a request. With a position that nobody has sent, the result must be current. */
export function parseReadFreshness(headers: IncomingHttpHeaders): ReadFreshness {
  const cacheControl = headers['cache-control'] ?? ''
  const header = headers[READ_AFTER_HEADER]
  const after = header === undefined ? undefined : parsePosition(String(header))
  const isInvalid = header !== undefined && after === undefined
  return { current: isInvalid || cacheControl.includes('no-cache'), after }
}

/** `16/B374D848`, as PostgreSQL writes a position. */
export function parsePosition(text: string): bigint | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? []
  if (high === undefined || low === undefined) return undefined
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}
