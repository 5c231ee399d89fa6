import type { StartRequest } from '../../providers/provider.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/** Reports a provider's progress in a task: a phase, or the number of bytes done. */
export function toProgressHandler(task: ReturnType<StackReporter['task']>): StartRequest['onProgress'] {
  return (note, amount) => {
    if (amount === undefined) task.phase(note)
    else task.update(amount.done, amount.total, note, 'bytes')
  }
}
