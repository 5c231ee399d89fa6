import type { Output, ProgressTask } from '../output/output.js'
import type { SeedProgress } from '../seeding/seed-stores.js'

export interface SeedTasks {
  readonly progress: (progress: SeedProgress) => void
  readonly readBack: (records: number) => void
  readonly succeed: () => void
  readonly fail: () => void
}

/** Reading back is worth a line only where it takes longer than this, milliseconds. */
const LONG_MS = 1000
const READING = 'Reading back'

/** One bar per store, from its first progress on, and a line for a long reading back. */
export function seedTasks(output: Output, doing: string): SeedTasks {
  const tasks = new Map<string, ProgressTask>()
  let since: number | undefined
  return {
    progress({ store, done, total }) {
      const task = tasks.get(store) ?? output.task(`${doing} ${store}`)
      tasks.set(store, task)
      task.update(done, total, `${done} of ${total} families`)
      if (done >= total) task.succeed(`${total} families`)
    },
    readBack(records) {
      const now = performance.now()
      since ??= now
      if (now - since < LONG_MS) return
      const task = tasks.get(READING) ?? output.task(READING)
      tasks.set(READING, task)
      task.update(0, 0, `${records} records`)
    },
    succeed: () => tasks.forEach((task) => task.succeed()),
    fail: () => tasks.forEach((task) => task.fail('cut off; run homemanager seed again to go on')),
  }
}
