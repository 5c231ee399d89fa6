import { formatValue } from '../pages/format-value.js'
import type { EventChanges } from './read-history.js'

/** Characters of a value in the line of a change; its event has all. */
const MAX_VALUE = 40

/** `title Faucet → Sink`, for each field, where there was a record before and after. */
export function formatChanges({
  type,
  valuesBefore,
  changes,
}: Pick<EventChanges, 'valuesBefore' | 'changes'> & { readonly type: string }): readonly string[] {
  if (valuesBefore !== 'known' || type.endsWith('.deleted')) return []
  return changes.map(
    ({ field, before, after }) => `${field} ${toShortValue(before)} → ${toShortValue(after)}`,
  )
}

function toShortValue(value: unknown): string {
  const text = formatValue(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}
