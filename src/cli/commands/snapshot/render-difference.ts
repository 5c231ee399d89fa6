import type { Output } from '../../../output/output.js'
import type { RecordDifference, SnapshotDifference } from '../../../snapshots/diff/snapshot-difference.js'

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
    ...items.flatMap((item) => renderRecord(item, style)),
    ...(rest > 0 ? [style.dim(`${rest} more records differ; list them with --limit.`)] : []),
  ].join('\n')
}

function renderRecord(
  { store, entity, id, difference, fields = [] }: RecordDifference,
  style: Output['style'],
): readonly string[] {
  const paint = { added: style.green, removed: style.red, changed: style.yellow }[difference]
  return [
    paint(`${SIGNS[difference]} ${store} ${entity} ${id}`),
    ...fields.map(({ field, from, to }) => `    ${field}: ${from ?? '(absent)'} → ${to ?? '(absent)'}`),
  ]
}
