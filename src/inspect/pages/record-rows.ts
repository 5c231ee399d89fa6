import type { Reference, ReferenceState, SectionItem } from '../records/record-view.js'
import { formatAddress } from './address.js'
import type { Cell, Row } from './page.js'
import { formatValue } from './format-value.js'

const SYMBOLS: Readonly<Record<ReferenceState, Cell>> = {
  found: { text: '✓', tone: 'good' },
  stale: { text: '≠', tone: 'warning' },
  dangling: { text: '✗', tone: 'bad' },
}

/** A reference with ✓, ≠ or ✗. */
export function toReferenceRow({ field, kind, id, state, title, value, actual, note }: Reference): Row {
  const difference = value === undefined ? '' : `  ${value} ≠ ${actual ?? ''}`
  const explanation = note === undefined ? '' : `  ${note}`
  const missing = state === 'dangling' ? ' dangling' : ''
  return {
    cells: [
      SYMBOLS[state],
      { text: field, tone: 'accent' },
      { text: `→ ${title ?? `${kind} ${id}`}${missing}${difference}${explanation}` },
    ],
    id,
    value: { field, kind, id, state },
    ...(state === 'dangling' ? {} : { target: formatAddress('records', [kind, id]) }),
  }
}

/** A record in a list, with a mark if it is inconsistent. `cells` are shown in place of its title. */
export function toItemRow(
  { kind, id, title, state = 'found', note, record }: SectionItem,
  cells: readonly Cell[] = [{ text: title.trim() }],
): Row {
  return {
    cells: [
      ...(state === 'found' ? [{ text: '·', tone: 'quiet' } as const] : [SYMBOLS[state]]),
      ...cells,
      ...(note === undefined ? [] : [{ text: note, tone: 'warning' } as const]),
    ],
    value: record,
    ...(id === undefined ? {} : { id }),
    ...(id === undefined || kind === undefined ? {} : { target: formatAddress('records', [kind, id]) }),
  }
}

/** A field of a record, with a note if the entity does not declare it. */
export function toFieldRow(name: string, value: unknown, isUnknown = false): Row {
  const text = formatValue(value)
  const note = isUnknown ? [{ text: 'unknown field', tone: 'warning' } as const] : []
  return { cells: [{ text: name, tone: 'accent' }, { text }, ...note], id: text, value }
}
