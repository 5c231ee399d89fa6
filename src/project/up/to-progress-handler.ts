import type { StartRequest } from '../../providers/provider.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/** Shows in a task what a provider says: something that begins, or how many bytes of it are done. */
export function toProgressHandler(task: ReturnType<StackReporter['task']>): StartRequest['onProgress'] {
  return (note, amount) => {
    if (amount === undefined) task.phase(note)
    else task.update(amount.done, amount.total, note, 'bytes')
  }
}
