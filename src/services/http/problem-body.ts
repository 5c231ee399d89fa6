import type { HttpProblem, ProblemPointer } from './http-problem.js'
import { array, integer, object, optional, type Schema, string } from './schema.js'

/** RFC 9457, with our stable code. */
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

export const problemBody: Schema<ProblemBody> = object({
  type: string({ description: 'Names the kind of problem: `urn:homemanager:problem:<code>`.' }),
  title: string({ description: 'The kind of problem in words, the same every time.' }),
  status: integer({ description: 'The HTTP status.' }),
  detail: string({ description: 'What happened this time, and what to do.' }),
  code: string({ description: 'Stable; for programs.', examples: ['NOT_FOUND'] }),
  request_id: optional(string({ description: 'Also in the header X-Request-Id and in the log.' })),
  errors: optional(
    array(
      object({
        pointer: string({ description: 'JSON Pointer into the part of the request that is wrong.' }),
        detail: string(),
      }),
    ),
  ),
})

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
