const DATE_PATTERN = /^(\d{4})-(\d\d)-(\d\d)$/
const INSTANT_PATTERN =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const EMAIL_PATTERN =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i

/** With the u flag, only a lone surrogate matches. */
const UNSTORABLE_CHARACTER = /[\0\p{Surrogate}]/u

interface FormatCheck {
  readonly type: 'string'
  readonly validate: (value: string) => boolean
}

/** The `format`s of the schemas. Leap seconds are rejected: no store supports them. */
export const FORMATS: Readonly<Record<string, FormatCheck>> = {
  uuid: { type: 'string', validate: (value) => UUID_PATTERN.test(value) },
  email: { type: 'string', validate: (value) => EMAIL_PATTERN.test(value) },
  date: { type: 'string', validate: isCalendarDate },
  'date-time': { type: 'string', validate: isInstant },
  'storable-text': { type: 'string', validate: isStorableString },
}

/** A day that exists, in a year that every store supports. */
function isCalendarDate(value: string): boolean {
  const match = DATE_PATTERN.exec(value)
  if (match === null || match[1] === '0000') return false
  const time = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value)
}

function isInstant(value: string): boolean {
  const match = INSTANT_PATTERN.exec(value)
  if (match?.[1] === undefined || !isCalendarDate(match[1])) return false
  // In UTC the year must still have four digits, because timestamps are sorted as strings.
  const year = new Date(value).getUTCFullYear()
  return year >= 1 && year <= 9999
}

/** PostgreSQL cannot store NUL, and a lone surrogate is read back as another character. */
function isStorableString(value: string): boolean {
  return !UNSTORABLE_CHARACTER.test(value)
}
