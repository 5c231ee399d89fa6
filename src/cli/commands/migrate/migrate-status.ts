import { EXIT } from '../../../core/home-error.js'
import { type MigrationStatus, listMigrationStatuses } from '../../../migrations/list-migration-statuses.js'
import type { Column } from '../../../output/output.js'
import type { CommandContext } from '../../command.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate status`: exit 4 if anything is not applied, or not as it was applied. */
export async function migrateStatus(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrationContext(context, flags, async ({ stores, options }) => {
    const { output } = context
    const statuses = await listMigrationStatuses(stores, options)
    output.printResult(statuses, (style) => {
      const details = statuses.flatMap(({ store, id, detail }) =>
        detail === undefined ? [] : [`${store}/${id}: ${detail}`],
      )
      return [output.table(statuses, STATUS_COLUMNS), ...details.map((line) => style.dim(line))].join('\n')
    })
    const wanting = statuses.filter(({ state }) => state !== 'applied')
    if (wanting.length === 0) return EXIT.done
    const next = wanting.every(({ state }) => state === 'pending' || state === 'failed')
    output.note(
      next
        ? 'Run homemanager migrate to apply what is pending, homemanager migrate plan to see it first.'
        : 'Run homemanager migrate repair to see what differs.',
    )
    return EXIT.checksFailed
  })
}

const STATUS_COLUMNS: readonly Column<MigrationStatus>[] = [
  { header: 'STORE', cell: ({ store }) => store },
  { header: 'MIGRATION', cell: ({ id }) => id },
  {
    header: 'STATE',
    cell: ({ state }, style) => {
      if (state === 'applied') return style.green(state)
      return state === 'pending' ? style.yellow(state) : style.red(state)
    },
  },
  { header: 'APPLIED', cell: ({ appliedAt }) => appliedAt?.slice(0, 19).replace('T', ' ') ?? '–' },
  { header: 'CHECKSUM', cell: ({ checksum }, style) => style.dim(checksum.slice(0, 12)) },
]
