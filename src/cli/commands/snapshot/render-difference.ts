import { truncate } from '../../../core/truncate.js'
import { displayWidth } from '../../../output/display-width.js'
import type { Output } from '../../../output/output.js'
import type {
  FieldChange,
  RecordDifference,
  SnapshotDifference,
} from '../../../snapshots/diff/snapshot-difference.js'

const ABSENT = '(absent)'
const DEFAULT_COLUMNS = 120
const MIN_COLUMNS = 60
const VALUE_INDENT = '      '
/** How much of the common beginning of two values is shown. */
const CONTEXT_CHARACTERS = 10
/** Above the length of a text in characters for each column, also with combining ones. */
const MAX_LENGTH_FACTOR = 10
const SIGNS = { added: '+', removed: '-', changed: '~' } as const

/** A table of counts, then the records with their changed fields. */
export function renderDifference(
  { ok, entities, items }: SnapshotDifference,
  output: Output,
  style: Output['style'],
): string {
  if (ok) return `${style.green('✓')} Nothing differs.`
  const counts = output.table(entities, [
    { header: 'STORE', cell: ({ store }) => store },
    { header: 'ENTITY', cell: ({ entity }) => entity },
    { header: 'ADDED', align: 'right', cell: ({ added }) => String(added) },
    { header: 'REMOVED', align: 'right', cell: ({ removed }) => String(removed) },
    { header: 'CHANGED', align: 'right', cell: ({ changed }) => String(changed) },
  ])
  const total = entities.reduce((sum, { added, removed, changed }) => sum + added + removed + changed, 0)
  const rest = total - items.length
  return [
    counts,
    '',
    ...items.flatMap((item) => renderRecord(item, output.columns ?? DEFAULT_COLUMNS, style)),
    ...(rest > 0 ? [style.dim(`${rest} more records differ; list them with --limit.`)] : []),
  ].join('\n')
}

function renderRecord(
  { store, entity, id, difference, fields = [] }: RecordDifference,
  columns: number,
  style: Output['style'],
): readonly string[] {
  const paint = { added: style.green, removed: style.red, changed: style.yellow }[difference]
  const start = `${SIGNS[difference]} ${store} ${entity} `
  // Of a table without a key, the ID is all values of a row.
  const shownId = shorten(id, 0, Math.max(columns - displayWidth(start), MIN_COLUMNS))
  return [paint(`${start}${shownId}`), ...fields.flatMap((change) => renderChange(change, columns))]
}

/** On one line if it fits. Otherwise each value has a line, which begins where the values differ if it is too long. */
function renderChange({ field, from, to }: FieldChange, columns: number): readonly string[] {
  const [old, current] = [from ?? ABSENT, to ?? ABSENT]
  const line = `    ${field}: ${old} → ${current}`
  if (fits(line, columns)) return [line]
  const available = Math.max(columns - displayWidth(VALUE_INDENT) - 2, MIN_COLUMNS)
  const start = Math.max(countCommonStart(old, current) - CONTEXT_CHARACTERS, 0)
  return [
    `    ${field}:`,
    `${VALUE_INDENT}  ${shorten(old, start, available)}`,
    `${VALUE_INDENT}→ ${shorten(current, start, available)}`,
  ]
}

/** The part of a value that differs, with how much is left out. */
function shorten(value: string, start: number, columns: number): string {
  if (fits(value, columns)) return value
  const note = (count: number): string => ` (${count.toLocaleString('en-US')} characters left out)`
  // Not in the middle of a surrogate pair.
  const rest = start === 0 ? value : `…${value.slice(start).replace(/^[\uDC00-\uDFFF]/, '')}`
  const available = columns - note(value.length).length
  const isCut = !fits(rest, available)
  const shown = isCut ? truncate(rest.slice(0, available * MAX_LENGTH_FACTOR), available, displayWidth) : rest
  const ellipses = Number(start > 0) + Number(isCut)
  return `${shown}${note(value.length - shown.length + ellipses)}`
}

/** A very long text is not measured, which takes seconds. */
function fits(text: string, columns: number): boolean {
  return text.length <= columns * MAX_LENGTH_FACTOR && displayWidth(text) <= columns
}

function countCommonStart(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}
