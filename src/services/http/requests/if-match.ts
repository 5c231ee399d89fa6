import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** The versions in `If-Match`; undefined matches any version. */
export type IfMatchVersions = readonly number[] | undefined

/** Parses `If-Match` (RFC 9110, 13.1.1). Weak tags and tags that are not version numbers match nothing. */
export function parseIfMatch(header: string | undefined): IfMatchVersions {
  if (header === undefined || header.trim() === '*') return undefined
  return header
    .split(',')
    .map((tag) => /^\s*"([1-9]\d{0,14})"\s*$/.exec(tag)?.[1])
    .filter((version) => version !== undefined)
    .map(Number)
}

/** Throws VERSION_MISMATCH (412) unless `version` matches. */
export function assertVersion(match: IfMatchVersions, version: number): void {
  if (match === undefined || match.includes(version)) return
  throw new HttpProblem(HTTP_ERRORS.VERSION_MISMATCH, {
    detail: `The current version is ${version}. Read the resource again and repeat the change.`,
    headers: { etag: `"${version}"` },
  })
}
