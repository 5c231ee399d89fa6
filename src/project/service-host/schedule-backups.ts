import { spawn } from 'node:child_process'
import { getOwnProcessEnvironment } from '../../core/child-environment.js'
import { getPackagePath } from '../../core/package-path.js'
import { listSnapshots } from '../../snapshots/snapshot-directory.js'

/** When and for which project snapshots are saved in the background. */
export interface BackupSchedule {
  readonly everyMs: number
  readonly root: string
  readonly project: string
  readonly home: string
}

const RETRY_MS = 300_000
/** The longest delay of a timer. */
const MAX_DELAY_MS = 2 ** 31 - 1

/**
 * Saves a snapshot whenever the newest one of the schedule is old enough, by a command in a process of its own. A failed one is
 * repeated. Disposing ends the schedule, but no command.
 */
export function scheduleBackups(schedule: BackupSchedule, onError: (error: unknown) => void): Disposable {
  let timer: NodeJS.Timeout | undefined
  let isDisposed = false
  const wait = (delayMs: number): void => {
    if (isDisposed) return
    timer = setTimeout(() => void save(), Math.min(MAX_DELAY_MS, Math.max(0, delayMs)))
    timer.unref()
  }
  const save = async (): Promise<void> => {
    try {
      const dueMs = await getDueMs(schedule)
      if (dueMs > 0) return wait(dueMs)
      wait((await runSave(schedule)) ? schedule.everyMs : RETRY_MS)
    } catch (error) {
      onError(error)
      wait(RETRY_MS)
    }
  }
  void save()
  return {
    [Symbol.dispose]() {
      isDisposed = true
      clearTimeout(timer)
    },
  }
}

/** How long the newest snapshot of the schedule is recent enough. */
async function getDueMs({ home, everyMs }: BackupSchedule): Promise<number> {
  const newest = (await listSnapshots(home)).find(({ manifest }) => manifest.reason === 'schedule')
  // The first one is saved after the first interval, not while the stack starts.
  if (newest === undefined) return started + everyMs - Date.now()
  return Date.parse(newest.manifest.createdAt) + everyMs - Date.now()
}

const started = Date.now()

async function runSave({ root, project }: BackupSchedule): Promise<boolean> {
  const program = getPackagePath('bin/homemanager.js')
  const args = ['snapshot', 'save', '--scheduled', '--quiet', '--cwd', root, '--project', project]
  const child = spawn(process.execPath, [program, ...args], {
    detached: true,
    stdio: 'ignore',
    env: getOwnProcessEnvironment(),
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0))
  })
}
