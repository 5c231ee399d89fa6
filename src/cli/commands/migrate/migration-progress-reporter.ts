import type { Migration } from '../../../stores/contracts/migration-store.js'
import type { MigrateReport } from '../../../migrations/migrate-report.js'
import type { Output, ProgressTask } from '../../../output/output.js'

export interface MigrationProgressReporter {
  readonly onStep: (migration: Migration, index: number, note?: string) => void
  readonly finish: (report: MigrateReport) => void
}

/** One progress bar per store, counting the steps of its current migration. */
export function createMigrationProgressReporter(
  output: Output,
  direction: 'up' | 'down',
): MigrationProgressReporter {
  const tasks = new Map<string, ProgressTask>()
  return {
    onStep(migration, index, note) {
      const { store, id } = migration
      const steps = migration[direction] ?? []
      const task =
        tasks.get(store) ?? output.task(`${direction === 'up' ? 'Migrating' : 'Reverting'} ${store}`)
      tasks.set(store, task)
      task.update(index, steps.length, `${id}: ${note ?? steps[index]?.name ?? ''}`)
    },
    finish({ problems, items }) {
      const failed = new Set<string>(
        [...problems, ...items.filter(({ error }) => error !== undefined)].map(({ store }) => store),
      )
      for (const [store, task] of tasks) {
        if (failed.has(store)) task.fail()
        else task.succeed()
      }
    },
  }
}
