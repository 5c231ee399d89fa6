import { formatCount } from '../../core/format-count.js'

/** `2 unknown fields: collar, chip`. */
export function describeUnknownFields(names: readonly string[]): string {
  return `${formatCount(names.length, 'unknown field')}: ${names.join(', ')}`
}
