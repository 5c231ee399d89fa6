import type { Output, ProgressTask } from '../output/output.js'
import type { SeedProgress } from '../seeding/seed-stores.js'

export interface SeedTasks {
  readonly progress: (progress: SeedProgress) => void
  readonly succeed: () => void
  readonly fail: () => void
}

/** One bar per store, from its first progress on. */
export function seedTasks(output: Output, doing: string): SeedTasks {
  const tasks = new Map<string, ProgressTask>()
  return {
    progress({ store, done, total }) {
      const task = tasks.get(store) ?? output.task(`${doing} ${store}`)
      tasks.set(store, task)
      task.update(done, total, `${done} of ${total} families`)
      if (done >= total) task.succeed(`${total} families`)
    },
    succeed: () => tasks.forEach((task) => task.succeed()),
    fail: () => tasks.forEach((task) => task.fail('cut off; run homemanager seed again to go on')),
  }
}
