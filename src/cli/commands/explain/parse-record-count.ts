import { invalidValueError } from '../../usage-error.js'

/** Parses a number of records, also with separators as in `100_000_000`. Throws `USAGE`. */
export function parseRecordCount(text: string, subject: string): number {
  const records = Number(text.replaceAll(/[_,]/g, ''))
  if (Number.isSafeInteger(records) && records > 0) return records
  throw invalidValueError(subject, text, 'an integer greater than 0, such as 100000000')
}
