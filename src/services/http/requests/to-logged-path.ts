/** Characters; a longer path is not one of the APIs. */
const MAX_LENGTH = 500
/** A word, an ID or a file name of the APIs. Others may be an email address or a token in the wrong place. */
const KNOWN_SEGMENT = /^[a-z0-9._-]{0,64}$/

/**
 * The path of a request for the log: without the query string, which may contain personal data and cursors, and with `***` for
 * segments that no path of the APIs has.
 */
export function toLoggedPath(url: string): string {
  const path = (url.split('?', 1)[0] ?? '').slice(0, MAX_LENGTH)
  return path
    .split('/')
    .map((segment) => (KNOWN_SEGMENT.test(segment) ? segment : '***'))
    .join('/')
}
