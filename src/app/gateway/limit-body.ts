import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'

/** Maximum size of a request body that is proxied to a custom service, in bytes. */
export const MAX_PROXY_BODY_BYTES: number = 64 * 1024 * 1024

/** The request body to proxy, if any. A body without Content-Length is counted while it is streamed. */
export function limitBody(request: IncomingMessage): Readable | null {
  if (request.headers['content-length'] !== undefined) {
    return request.headers['content-length'] === '0' ? null : request
  }
  if (request.headers['transfer-encoding'] === undefined) return null
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size <= MAX_PROXY_BODY_BYTES) done(null, chunk)
      else done(bodyTooLargeError())
    },
  })
  request.on('error', (error) => counted.destroy(error))
  return request.pipe(counted)
}

export function bodyTooLargeError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.BODY_TOO_LARGE, {
    detail: `The maximum is ${MAX_PROXY_BODY_BYTES} bytes.`,
  })
}
