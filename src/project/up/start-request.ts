import type { StartRequest } from '../../providers/provider.js'
import type { StackReporter } from '../stack/stack-reporter.js'
import type { UpRun } from './up-run.js'

/** What a provider needs to start any component. It reports its progress in a task: a phase, or the number of bytes done. */
export function toStartRequest(
  { config, options, signal }: UpRun,
  port: number,
  task: ReturnType<StackReporter['task']>,
): Omit<StartRequest, 'store' | 'onLaunched'> {
  return {
    config,
    port,
    pull: options.pull ?? 'missing',
    signal,
    onProgress(note, amount) {
      if (amount === undefined) task.phase(note)
      else task.update(amount.done, amount.total, note, 'bytes')
    },
  }
}
