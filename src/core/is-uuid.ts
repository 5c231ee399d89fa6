const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/** Whether the string is a UUID in the form that PostgreSQL prints. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
