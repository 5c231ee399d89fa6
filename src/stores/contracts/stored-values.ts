import type { Condition } from './view-reader.js'

/** The values that a field may have for a condition to hold: with each of the prefixes. */
export function listStoredValues({ column, values = [] }: Condition): readonly string[] {
  return values.flatMap((value) => column.prefixes.map((prefix) => `${prefix}${value}`))
}
