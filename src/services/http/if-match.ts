import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'

/** The `If-Match` of a request: the versions that the caller knows, or undefined for any. */
export type IfMatchVersions = readonly number[] | undefined

/** Reads `If-Match` (RFC 9110, 13.1.1). A tag that we never gave out matches nothing; so does a weak one. */
export function parseIfMatch(header: string | undefined): IfMatchVersions {
  if (header === undefined || header.trim() === '*') return undefined
  return header
    .split(',')
    .map((tag) => /^\s*"([1-9]\d{0,14})"\s*$/.exec(tag)?.[1])
    .filter((version) => version !== undefined)
    .map(Number)
}

/** Throws 412 unless `version` is one that the caller knows. */
export function assertVersion(match: IfMatchVersions, version: number): void {
  if (match === undefined || match.includes(version)) return
  throw new HttpProblem(HTTP_ERRORS.VERSION_MISMATCH, {
    detail: `Its version is ${version} now. Read it again and repeat the change.`,
    headers: { etag: `"${version}"` },
  })
}
