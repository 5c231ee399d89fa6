import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { HTTP_ERRORS } from '../services/http/http-errors.js'
import { HttpProblem } from '../services/http/http-problem.js'

/** How much of a body is passed on to a service of the user's own, bytes. */
export const PROXY_BODY_LIMIT: number = 64 * 1024 * 1024

/** The body of a request to pass on, or nothing without one. One that does not say its length is counted as it goes. */
export function limitedBody(request: IncomingMessage): Readable | null {
  if (request.headers['content-length'] !== undefined) {
    return request.headers['content-length'] === '0' ? null : request
  }
  if (request.headers['transfer-encoding'] === undefined) return null
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size <= PROXY_BODY_LIMIT) done(null, chunk)
      else done(bodyTooLarge())
    },
  })
  request.on('error', (error) => counted.destroy(error))
  return request.pipe(counted)
}

export function bodyTooLarge(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.BODY_TOO_LARGE, {
    detail: `At most ${PROXY_BODY_LIMIT} bytes are passed on.`,
  })
}
