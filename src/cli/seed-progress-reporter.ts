import type { Output, ProgressTask } from '../output/output.js'
import type { RemoveProgress } from '../dataset/seeding/reset-stores.js'
import type { RepairProgress } from '../dataset/seeding/repair-stores.js'
import type { SeedProgress } from '../dataset/seeding/load-stores.js'

export interface SeedProgressReporter {
  readonly onProgress: (progress: SeedProgress) => void
  readonly onRemove: (progress: RemoveProgress) => void
  readonly onRepair: (progress: RepairProgress) => void
  readonly onReadBack: (records: number) => void
  readonly succeed: () => void
  readonly fail: () => void
}

/** Reading back is reported if it takes longer than this, milliseconds. */
const READ_BACK_DELAY_MS = 1000
const READ_BACK_LABEL = 'Reading back'
const REMOVE = 'remove '

/** One progress bar per store, from its first progress on, and one line if reading back takes long. */
export function createSeedProgressReporter(output: Output, action: string): SeedProgressReporter {
  const tasks = new Map<string, ProgressTask>()
  let since: number | undefined
  return {
    onProgress({ store, done, total }) {
      const task = tasks.get(store) ?? output.task(`${action} ${store}`)
      tasks.set(store, task)
      task.update(done, total, `${done} of ${total} families`)
      if (done >= total) task.succeed(`${total} families`)
    },
    onRemove({ store, done, total }) {
      const task = tasks.get(REMOVE + store) ?? output.task(`Removing ${store}`)
      tasks.set(REMOVE + store, task)
      task.update(done, total, `${done} of ${total} families`)
      if (done >= total) task.succeed(`${total} families`)
    },
    onRepair({ store, done, total }) {
      const task = tasks.get(`repair ${store}`) ?? output.task(`Repairing ${store}`)
      tasks.set(`repair ${store}`, task)
      task.update(done, total, `${done} of ${total} records`)
      if (done >= total) task.succeed(`${total} records`)
    },
    onReadBack(records) {
      const now = performance.now()
      since ??= now
      if (now - since < READ_BACK_DELAY_MS) return
      const task = tasks.get(READ_BACK_LABEL) ?? output.task(READ_BACK_LABEL)
      tasks.set(READ_BACK_LABEL, task)
      task.update(0, 0, `${records} records`)
    },
    succeed: () => tasks.forEach((task) => task.succeed()),
    fail() {
      for (const [name, task] of tasks)
        task.fail(name.startsWith(REMOVE) ? undefined : 'interrupted; rerun homemanager seed to resume')
    },
  }
}
