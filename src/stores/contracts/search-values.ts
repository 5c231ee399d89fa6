/** What a search looks for besides texts that contain its words. */
export interface SearchValues {
  /** A decimal string. */
  readonly amount?: string
  /** A day or a month in UTC. */
  readonly period?: { readonly from: Date; readonly to: Date }
}

const AMOUNT = /^\d+(?:,\d{3})*(?:\.\d+)?$/
const PERIOD = /^(\d{4})-(\d\d)(?:-(\d\d))?$/

/** `156.78` and `1,250` are amounts, `2024-10-03` is a day and `2024-10` a month. */
export function parseSearchValues(words: string): SearchValues {
  if (AMOUNT.test(words)) return { amount: words.replaceAll(',', '') }
  const [, year, month, day] = PERIOD.exec(words)?.map(Number) ?? []
  if (year === undefined || month === undefined) return {}
  const isDay = day !== undefined && !Number.isNaN(day)
  const from = new Date(Date.UTC(year, month - 1, isDay ? day : 1))
  // No month has a 31st day after the 30th of June.
  if (!from.toISOString().startsWith(words)) return {}
  const to = new Date(isDay ? Date.UTC(year, month - 1, day + 1) : Date.UTC(year, month, 1))
  return { period: { from, to } }
}
