import { escapeRegExp } from '../../core/escape-regexp.js'

/** An ID that is shortened, as in a list. */
const SHORT_ID = /^(?<first>[\da-f-]*)(?:…|\.{3})(?<last>[\da-f-]+)$/
const ANY_DIGITS = String.raw`[\da-f-]*`

/** Whether a text contains what the user has entered, in any case. An ID is also found as lists show it: `018f…6bb6`. */
export function createFilter(entered: string): (text: string) => boolean {
  const wanted = entered.toLowerCase()
  const { first, last } = SHORT_ID.exec(wanted.trim())?.groups ?? {}
  const contains = (text: string): boolean => text.toLowerCase().includes(wanted)
  if (first === undefined || last === undefined) return contains
  const id = new RegExp(`${escapeRegExp(first)}${ANY_DIGITS}${escapeRegExp(last)}`, 'i')
  return (text) => contains(text) || id.test(text)
}
