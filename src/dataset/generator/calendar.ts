export const DAY_MS = 86_400_000

/** Formats a time (milliseconds since 1970) as records store it: ISO 8601 in UTC, without fractions of a second. */
export function formatIsoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

/** The day of the week in UTC; 0 is Sunday. 1 January 1970 was a Thursday. */
export function getWeekday(time: number): number {
  return (Math.floor(time / DAY_MS) + 4) % 7
}

/** Midnight (UTC) of the day that is `days` days before `time`. */
export function getMidnightDaysBefore(time: number, days: number): number {
  return (Math.floor(time / DAY_MS) - days) * DAY_MS
}

/** The calendar month (`YYYY-MM`) that is `months` months before `time`. */
export function subtractMonths(time: number, months: number): string {
  const date = new Date(time)
  const count = date.getUTCFullYear() * 12 + date.getUTCMonth() - months
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}
