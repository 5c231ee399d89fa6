import type { IncomingHttpHeaders } from 'node:http'
import { isRecord } from '../../../core/is-record.js'
import { HTTP_ERRORS } from '../../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../../services/http/problems/http-problem.js'

/** A CloudEvent as it was sent: nothing but its form is checked. */
export type SentEvent = Readonly<Record<string, unknown>>

export const BATCH_CONTENT_TYPE = 'application/cloudevents-batch+json'
const BINARY_HEADER = /^ce-([a-z0-9]{1,20})$/
const MAX_BATCH = 100

/**
 * The events of a request in any mode of the HTTP binding of CloudEvents 1.0: structured, as a batch, or binary, with the attributes
 * in `ce-` headers and the data in the body. JSON without these headers is taken as structured. Throws `INVALID_REQUEST`.
 */
export function readCloudEvents(headers: IncomingHttpHeaders, body: unknown): readonly SentEvent[] {
  const contentType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (contentType === BATCH_CONTENT_TYPE) {
    if (!Array.isArray(body) || body.length === 0 || body.length > MAX_BATCH || !body.every(isRecord))
      throw invalidEvent(`A batch is an array of 1 to ${MAX_BATCH} events.`)
    return body
  }
  if (contentType === 'application/json' && headers['ce-specversion'] !== undefined) {
    const attributes = Object.entries(headers).flatMap(([header, value]) => {
      const name = BINARY_HEADER.exec(header)?.[1]
      return name === undefined || typeof value !== 'string' ? [] : [[name, decode(value)] as const]
    })
    return [{ ...Object.fromEntries(attributes), datacontenttype: contentType, data: body }]
  }
  if (!isRecord(body)) throw invalidEvent('The body must be a CloudEvent as a JSON object.')
  return [body]
}

export function invalidEvent(detail: string, pointer?: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail,
    ...(pointer === undefined ? {} : { errors: [{ pointer, detail }] }),
  })
}

/** Values are percent-encoded. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
