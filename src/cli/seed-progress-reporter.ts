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
  /** `isResumable`: something was changed, which another run completes. */
  readonly fail: (isResumable?: boolean) => void
}

/** Reading back is reported if it takes longer than this, milliseconds. */
const READ_BACK_DELAY_MS = 1000
const READ_BACK_LABEL = 'Reading back'
const REMOVE_LABEL = 'Removing'
const FAMILIES = { one: 'family', many: 'families' }

/** One progress bar per store, from its first progress on, and one line if reading back takes long. `resume` is the command to run after an interruption. */
export function createSeedProgressReporter(
  output: Output,
  action: string,
  resume?: string,
): SeedProgressReporter {
  const tasks = new Map<string, ProgressTask>()
  let since: number | undefined
  const getTask = (label: string): ProgressTask => {
    const task = tasks.get(label) ?? output.task(label)
    tasks.set(label, task)
    return task
  }
  const report =
    (label: string, unit: { readonly one: string; readonly many: string }) =>
    ({ store, done, total }: SeedProgress | RemoveProgress | RepairProgress): void => {
      const task = getTask(`${label} ${store}`)
      task.update(done, total, `${done} of ${total} ${unit.many}`)
      if (done >= total) task.succeed(`${total} ${total === 1 ? unit.one : unit.many}`)
    }
  return {
    onProgress: report(action, FAMILIES),
    onRemove: report(REMOVE_LABEL, FAMILIES),
    onRepair: report('Repairing', { one: 'record', many: 'records' }),
    onReadBack(records) {
      const now = performance.now()
      since ??= now
      if (now - since < READ_BACK_DELAY_MS) return
      getTask(READ_BACK_LABEL).update(0, 0, `${records} records`)
    },
    succeed: () => tasks.forEach((task) => task.succeed()),
    fail(isResumable = false) {
      for (const [label, task] of tasks) {
        const command = label.startsWith(REMOVE_LABEL) ? `${resume} --reset` : resume
        task.fail(isResumable && resume !== undefined ? `interrupted; run ${command} to resume` : undefined)
      }
    },
  }
}
