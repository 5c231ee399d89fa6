import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import { QUERY_ERRORS } from '../contracts/query-errors.js'

/** Where a result continues, as text for `--continue`. `json` is an object. */
export function toContinuationToken(json: string): string {
  return Buffer.from(json).toString('base64url')
}

/** What `toContinuationToken` was given, parsed. Throws `QUERY_INVALID` if it is not such a text. */
export function parseContinuationToken(
  token: string,
  parse: (json: string) => unknown,
): Readonly<Record<string, unknown>> {
  try {
    const position = parse(Buffer.from(token, 'base64url').toString())
    if (isRecord(position)) return position
  } catch {
    // The same error.
  }
  throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: 'The value of --continue is invalid.',
    suggestion: 'Use the value that the previous rows of the same query ended with.',
  })
}
