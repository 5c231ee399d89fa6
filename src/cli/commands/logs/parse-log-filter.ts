import { invalidValueError } from '../../usage-error.js'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

export function parsePattern(text: string, subject: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch {
    throw invalidValueError(subject, text, 'a regular expression')
  }
}

/** `10m` ago, or a time in ISO 8601. */
export function parseSince(text: string, subject: string): Date {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text) ?? []
  const ms = UNIT_MS[unit]
  if (number !== undefined && ms !== undefined) return new Date(Date.now() - Number(number) * ms)
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined
  if (time === undefined || Number.isNaN(time.getTime()))
    throw invalidValueError(subject, text, 'a duration, such as 10m, or a time, such as 2026-11-27T14:02:05Z')
  return time
}
