import { parsePartialIds, type PartialId } from '../../domain/partial-id.js'

/** What a search looks for besides texts that contain its words. */
export interface SearchValues {
  /** A decimal string. */
  readonly amount?: string
  /** Of the amount, as in ISO 4217. */
  readonly currency?: string
  /** The parts of an ID that it can be; empty if it is none. */
  readonly ids: readonly PartialId[]
  /** A day or a month in UTC. */
  readonly period?: { readonly from: Date; readonly to: Date }
}

const AMOUNT = /^(\d+(?:,\d{3})*(?:\.\d+)?)(?: ?([a-z]{3}))?$/i
const PERIOD = /^(\d{4})-(\d\d)(?:-(\d\d))?$/

/**
 * `156.78`, `1,250` and `156.78 USD` are amounts, `2024-10-03` is a day and `2024-10` a month; `018f`, `…6bb6` and `018f…6bb6`
 * are parts of IDs.
 */
export function parseSearchValues(words: string): SearchValues {
  return { ...parseAmountOrPeriod(words), ids: parsePartialIds(words) }
}

function parseAmountOrPeriod(words: string): Omit<SearchValues, 'ids'> {
  const [, amount, currency] = AMOUNT.exec(words) ?? []
  if (amount !== undefined)
    return {
      amount: amount.replaceAll(',', ''),
      ...(currency === undefined ? {} : { currency: currency.toUpperCase() }),
    }
  const [, year, month, day] = PERIOD.exec(words)?.map(Number) ?? []
  if (year === undefined || month === undefined) return {}
  const isDay = day !== undefined && !Number.isNaN(day)
  const from = new Date(Date.UTC(year, month - 1, isDay ? day : 1))
  // No month has a 31st day after the 30th of June.
  if (!from.toISOString().startsWith(words)) return {}
  const to = new Date(isDay ? Date.UTC(year, month - 1, day + 1) : Date.UTC(year, month, 1))
  return { period: { from, to } }
}
