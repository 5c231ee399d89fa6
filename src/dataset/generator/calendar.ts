const DAY_MS = 86_400_000

/** The moment in the form that all records use: ISO 8601 in UTC, whole seconds. */
export function formatIsoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

/** Day of the week of a moment in UTC, 0 is Sunday. 1 January 1970 was a Thursday. */
export function getWeekday(time: number): number {
  return (Math.floor(time / DAY_MS) + 4) % 7
}

/** Midnight (UTC) of the day `days` before the moment. */
export function getMidnightDaysBefore(time: number, days: number): number {
  return (Math.floor(time / DAY_MS) - days) * DAY_MS
}

/** The calendar month, `YYYY-MM`, that lies `months` before the moment's own. */
export function subtractMonths(time: number, months: number): string {
  const date = new Date(time)
  const count = date.getUTCFullYear() * 12 + date.getUTCMonth() - months
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}
