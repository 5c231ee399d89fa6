import { formatCount } from '../../../core/format-count.js'
import { groupBy } from '../../../core/group-by.js'
import { STORE_NAMES, type StoreName } from '../../../core/store-name.js'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { listOwnCounts } from '../../../dataset/seeding/list-own-counts.js'
import type { SeedDifference, SeedReport } from '../../../dataset/seeding/seed-report.js'
import type { Output } from '../../../output/output.js'

/** What was loaded or repaired, how the stores differ from the dataset, and what they contain now. */
export function renderSeedReport(
  report: SeedReport,
  entities: EntityRegistry,
  style: Output['style'],
): string {
  const { families, users, todos, expenses } = report.counts
  const own = listOwnCounts(report.counts, entities).map((count) => `, ${count}`)
  const differences = STORE_NAMES.flatMap((store) => describeStore(store, report))
  return [
    `Dataset ${style.bold(report.profile)} (seed ${report.seed}) ${describeOutcome(report)} (${(report.elapsedMs / 1000).toFixed(1)} s).`,
    ...differences,
    `The dataset has ${formatCount(families, 'family', 'families')}, ${formatCount(users, 'user')}, ${formatCount(todos, 'todo')}${own.join('')} and ${formatCount(expenses, 'expense')}.`,
    ...describeOthers(report, entities),
    style.dim(`fingerprint ${report.fingerprint.dataset}`),
    ...(report.ok
      ? []
      : [
          '',
          `${style.red('✗')} The stores differ from the dataset. Run homemanager seed --repair to restore its records.`,
        ]),
  ].join('\n')
}

function describeOutcome({ cached, unchanged, items, ok }: SeedReport): string {
  if (cached) return 'copied from the cache'
  if (items.some(({ repaired }) => repaired)) return ok ? 'repaired' : 'partly repaired'
  if (!unchanged) return 'loaded'
  return ok ? 'was already loaded; nothing changed' : 'was already loaded, but its records have changed'
}

/** `postgres  1 missing, 2 changed (users: email; members: role), 3 added`. */
function describeStore(store: StoreName, { differences, items }: SeedReport): readonly string[] {
  const { missing, changed, extra } = differences[store]
  if (missing + changed + extra === 0) return []
  const fields = describeFields(items.filter((each) => each.store === store && each.fields !== undefined))
  const parts = [
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(changed > 0 ? [`${changed} changed${fields === '' ? '' : ` (${fields})`}`] : []),
    ...(extra > 0 ? [`${extra} added to its families`] : []),
  ]
  return [`  ${store.padEnd(8)}  ${parts.join(', ')}`]
}

function describeFields(items: readonly SeedDifference[]): string {
  return [...groupBy(items, ({ entity }) => entity)]
    .map(
      ([entity, changed]) =>
        `${entity}: ${[...new Set(changed.flatMap(({ fields = [] }) => fields))].join(', ')}`,
    )
    .join('; ')
}

/** Records that are not of this dataset. */
function describeOthers({ counts, storedCounts }: SeedReport, entities: EntityRegistry): readonly string[] {
  const others = entities.all.flatMap(({ name, plural }) => {
    const count = (storedCounts[plural] ?? 0) - (counts[plural] ?? 0)
    return count > 0 ? [formatCount(count, `other ${name}`, `other ${plural}`)] : []
  })
  return others.length === 0 ? [] : [`The stores also contain ${others.join(', ')}.`]
}
