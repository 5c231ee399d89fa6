import { isExactNumber } from '../../../core/is-exact-number.js'

// What JavaScript or the constructors of BSON would change silently. Each function returns why, or undefined for a text with an
// exact value.

export function findIntegerProblem(text: string, bits: 32 | 64): string | undefined {
  const digits = text.replace('+', '')
  return /^[+-]?\d+$/.test(text) && BigInt.asIntN(bits, BigInt(digits)) === BigInt(digits)
    ? undefined
    : `is not a ${bits}-bit integer`
}

export function findDoubleProblem(text: string): string | undefined {
  return isExactNumber(text.replace(/^[+-]/, '')) ? undefined : 'is not a number that a double can represent'
}

export function findUuidProblem(text: string): string | undefined {
  return /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(text) ? undefined : 'is not a UUID'
}

/** A number is milliseconds since 1970. */
export function findDateProblem(text: string): string | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text) && !/^\d{4}$|^\d{8}$/.test(text)) return findMillisecondsProblem(text)
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(text) ?? []
  if (day !== undefined && !isDay(Number(year), Number(month), Number(day)))
    return 'is a date that does not exist'
  if (/\.\d{3}0*[1-9]/.test(text)) return 'has more digits than milliseconds'
  return undefined
}

/** Milliseconds since 1970. */
export function findMillisecondsProblem(text: string): string | undefined {
  return Math.abs(Number(text)) <= 8.64e15 ? undefined : 'is outside of the range of dates'
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

export function findBase64Problem(text: string): string | undefined {
  const digits = text.replaceAll(/\s|=+$/g, '')
  return Buffer.from(digits, 'base64').toString('base64').replace(/=+$/, '') === digits
    ? undefined
    : 'is not base64'
}
