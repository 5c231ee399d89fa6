import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { HTTP_ERRORS } from '../../services/http/http-errors.js'
import { HttpProblem } from '../../services/http/http-problem.js'

/** How much of a body is passed on to a service of the user's own, bytes. */
export const MAX_PROXY_BODY_BYTES: number = 64 * 1024 * 1024

/** The body of a request to pass on, or nothing without one. One that does not say its length is counted as it goes. */
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
    detail: `At most ${MAX_PROXY_BODY_BYTES} bytes are passed on.`,
  })
}
