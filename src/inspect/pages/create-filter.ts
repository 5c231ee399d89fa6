import { escapeRegExp } from '../../core/escape-regexp.js'

/** An ID that is shortened, as in a list. */
const SHORT_ID = /^(?<first>[\da-f-]*)(?:…|\.{3})(?<last>[\da-f-]+)$/
const ANY_DIGITS = String.raw`[\da-f-]*`

/**
 * Whether a row, given as its texts, contains all words that the user has entered: in any text, in any order and in any case. An ID is
 * also found as lists show it: `018f…6bb6`.
 */
export function createFilter(entered: string): (texts: readonly string[]) => boolean {
  const words = entered
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(createWordFilter)
  return (texts) => {
    const row = texts.map((text) => text.toLowerCase())
    return words.every((isIn) => row.some(isIn))
  }
}

/** Whether a text in lower case contains the word. */
function createWordFilter(word: string): (text: string) => boolean {
  const contains = (text: string): boolean => text.includes(word)
  const { first, last } = SHORT_ID.exec(word)?.groups ?? {}
  if (first === undefined || last === undefined) return contains
  const id = new RegExp(`${escapeRegExp(first)}${ANY_DIGITS}${escapeRegExp(last)}`)
  return (text) => contains(text) || id.test(text)
}
