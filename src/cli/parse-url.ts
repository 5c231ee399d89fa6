import { invalidValueError } from './usage-error.js'

/** Returns the URL unchanged. Throws `USAGE` if it is not an HTTP URL. */
export function parseUrl(text: string, subject: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw invalidValueError(subject, text, 'an HTTP URL such as http://127.0.0.1:5002')
}
