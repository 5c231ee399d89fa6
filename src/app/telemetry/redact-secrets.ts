const SECRET_PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A password in a URL.
  [/(\w+:\/\/[^\s/:@]*):[^\s/@]+@/g, '$1:***@'],
  // A token, recognized by its header or its form (RFC 7519).
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
  // A password hash.
  [/\$scrypt\$[^\s"']+/g, '***'],
  // A secret recognized by its field name, in JSON, a query string or an assignment.
  [
    /(["']?(?:password|password_hash|current_password|refresh_token|access_token|secret\w*|cursor)["']?\s*[:=]\s*["']?)[^"'\s,&})]+/gi,
    '$1***',
  ],
]

/** Removes secrets from a log message. */
export function redactSecrets(text: string): string {
  return SECRET_PATTERNS.reduce((redacted, [pattern, by]) => redacted.replace(pattern, by), text)
}
