import type { HttpProblem, ProblemPointer } from './http-problem.js'
import { array, integer, object, optional, type Schema, string } from '../../../core/schema.js'

/** A problem of RFC 9457 with a stable `code`. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly request_id?: string
  readonly errors?: readonly ProblemPointer[]
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json'

export const problemBody: Schema<ProblemBody> = object(
  {
    type: string({
      description: 'URI of the problem type, `urn:homemanager:problem:<code>`.',
      examples: ['urn:homemanager:problem:not-found'],
    }),
    title: string({
      description: 'Summary of the problem type, the same for every occurrence.',
      examples: ['Resource not found.'],
    }),
    status: integer({ description: 'HTTP status code.', examples: [404] }),
    detail: string({
      description: 'Explanation of this occurrence.',
      examples: ['There is no todo 01925c8e-7d00-7000-8000-000000000020 in your family.'],
    }),
    code: string({ description: 'Stable error code, for programs.', examples: ['NOT_FOUND'] }),
    request_id: optional(
      string({
        description: 'ID of the request, also in the `X-Request-Id` header and in the log.',
        examples: ['01925c8e-7d00-7000-8000-0000000000ff'],
      }),
    ),
    errors: optional(
      array(
        object(
          {
            pointer: string({
              description: 'JSON Pointer to the invalid value in the request.',
              examples: ['/body/title'],
            }),
            detail: string({ description: 'Why the value is invalid.', examples: ['is missing'] }),
          },
          { title: 'ProblemError', description: 'An invalid value in a request.' },
        ),
        { description: 'The invalid values, if the request does not match its schema.' },
      ),
    ),
  },
  { title: 'Problem', description: 'An error response, as defined by RFC 9457.' },
)

export function toProblemBody(problem: HttpProblem, requestId: string | undefined): ProblemBody {
  return {
    type: `urn:homemanager:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
  }
}
