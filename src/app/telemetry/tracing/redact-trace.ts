import { redactSecrets } from '../redact-secrets.js'

const EMAIL = /[^\s"'<>(),:;=]+@[^\s"'<>(),:;=]+\.[a-z]{2,}/gi
const MAX_LENGTH = 500

/** Removes secrets and email addresses from a text. */
export function redactTrace(text: string): string {
  return redactSecrets(text).replaceAll(EMAIL, '***').slice(0, MAX_LENGTH)
}
