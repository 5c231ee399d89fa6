import { EXIT } from '../../../core/home-error.js'
import type { MigrationStatus, UncomparedSchema } from '../../../migrations/list-migration-statuses.js'
import { describeDrift } from '../../../migrations/schema-drift.js'
import { formatSettingChange } from '../../../migrations/store-settings.js'
import type { Column } from '../../../output/output.js'
import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate status`. Exit code 4 if a migration is not applied, or has changed since. */
export async function migrateStatus({ context, flags }: MigrateInput<'status'>): Promise<number> {
  return withMigrationContext(context, flags, async ({ migrations }) => {
    const { output } = context
    const [{ statuses, uncompared }, settings] = await Promise.all([
      migrations.statuses(),
      migrations.compareSettings(),
    ])
    const unapplied = statuses.filter(({ state }) => state !== 'applied')
    const document = {
      ok: unapplied.length + settings.filter(({ from }) => from !== null).length === 0,
      items: statuses.map(({ drift: _drift, suggestion: _suggestion, ...status }) => status),
      drift: statuses.flatMap(({ store, drift = [] }) => drift.map((each) => ({ store, ...each }))),
      uncompared: uncompared.map(({ store, reason }) => ({ store, reason })),
      settings,
    }
    output.printResult(document, (style) => {
      const details = statuses.flatMap(({ store, id, detail, drift = [] }) => [
        ...(detail === undefined ? [] : [`${store}/${id}: ${detail}`]),
        ...drift
          .filter(({ migration }) => migration === undefined)
          .map((each) => `${store}: ${describeDrift(each)}`),
      ])
      return [
        output.table(statuses, STATUS_COLUMNS),
        ...[...details, ...settings.map(formatSettingChange)].map((line) => style.dim(line)),
      ].join('\n')
    })
    for (const each of uncompared) output.note(describeUncompared(each))
    if (document.ok) return EXIT.done
    for (const line of listSuggestions(unapplied)) output.note(line)
    return EXIT.checksFailed
  })
}

function describeUncompared({ store, reason, holder }: UncomparedSchema): string {
  const by = `pid ${holder?.pid} on ${holder?.host}, since ${holder?.since}`
  const locker = holder === undefined ? 'another session' : `a migration of a process that has ended (${by})`
  const cause = reason === 'locked' ? `${locker} holds a lock on a table` : `a migration is running (${by})`
  return `The schema of ${store} was not compared with the migrations: ${cause}.`
}

/** Nothing that would end with an error because of something else that is listed. */
function listSuggestions(unapplied: readonly MigrationStatus[]): readonly string[] {
  if (unapplied.some(({ state }) => state === 'running'))
    return ['Run homemanager migrate status again when the migration has ended.']
  if (!unapplied.every(({ state }) => ['pending', 'failed', 'interrupted'].includes(state)))
    return ['Run homemanager migrate repair to list the differences.']
  const suggestions = new Set(unapplied.flatMap(({ suggestion }) => suggestion ?? []))
  return suggestions.size > 0
    ? [...suggestions]
    : ['Run homemanager migrate to apply pending migrations, or homemanager migrate plan to preview them.']
}

const STATUS_COLUMNS: readonly Column<MigrationStatus>[] = [
  { header: 'STORE', cell: ({ store }) => store },
  { header: 'MIGRATION', canBeBelow: true, cell: ({ id }) => id },
  {
    header: 'STATE',
    importance: 1,
    cell: ({ state }, style) => {
      if (state === 'applied') return style.green(state)
      return ['pending', 'interrupted', 'running'].includes(state) ? style.yellow(state) : style.red(state)
    },
  },
  { header: 'APPLIED', cell: ({ appliedAt }) => appliedAt?.slice(0, 19).replace('T', ' ') ?? '–' },
  { header: 'CHECKSUM', importance: -1, cell: ({ checksum }, style) => style.dim(checksum.slice(0, 12)) },
]
