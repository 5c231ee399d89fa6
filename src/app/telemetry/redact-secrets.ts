const SECRET_PATTERNS: readonly (readonly [RegExp, string])[] = [
  // The password of a URL.
  [/(\w+:\/\/[^\s/:@]*):[^\s/@]+@/g, '$1:***@'],
  // A token, by its header or by its shape (RFC 7519).
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
  // A hash of a password.
  [/\$scrypt\$[^\s"']+/g, '***'],
  // A secret by the name that it stands under, in JSON, a query string or an assignment.
  [
    /(["']?(?:password|password_hash|current_password|refresh_token|access_token|secret\w*|cursor)["']?\s*[:=]\s*["']?)[^"'\s,&})]+/gi,
    '$1***',
  ],
]

/** Text without what must not stand in a log. */
export function redactSecrets(text: string): string {
  return SECRET_PATTERNS.reduce((redacted, [pattern, by]) => redacted.replace(pattern, by), text)
}
