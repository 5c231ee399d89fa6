const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/** Whether the text is a UUID, which PostgreSQL can be asked for. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
