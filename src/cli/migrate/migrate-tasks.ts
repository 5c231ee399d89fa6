import type { Migration } from '../../stores/migration-store.js'
import type { Output, ProgressTask } from '../../output/output.js'

export interface MigrateTasks {
  readonly onStep: (migration: Migration, index: number, note?: string) => void
  readonly end: () => void
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
    end: () => tasks.forEach((task) => task.succeed()),
  }
}
