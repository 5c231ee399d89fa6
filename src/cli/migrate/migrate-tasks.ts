import type { Migration } from '../../stores/migration-store.js'
import type { MigrateReport } from '../../migrations/migrate-report.js'
import type { Output, ProgressTask } from '../../output/output.js'

export interface MigrateTasks {
  readonly onStep: (migration: Migration, index: number, note?: string) => void
  readonly end: (report: MigrateReport) => void
}

/** One bar per store, counted in steps of the migration that it is at. */
export function migrateTasks(output: Output, direction: 'up' | 'down'): MigrateTasks {
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
    end({ problems, results }) {
      const failed = new Set<string>(
        [...problems, ...results.filter(({ error }) => error !== undefined)].map(({ store }) => store),
      )
      for (const [store, task] of tasks) {
        if (failed.has(store)) task.fail()
        else task.succeed()
      }
    },
  }
}
