import type { StartRequest } from '../providers/provider.js'
import type { StackStory } from '../stack-story.js'

/** Shows in a task what a provider says: something that begins, or how many bytes of it are done. */
export function onProgress(task: ReturnType<StackStory['task']>): StartRequest['onProgress'] {
  return (note, amount) => {
    if (amount === undefined) task.phase(note)
    else task.update(amount.done, amount.total, note, 'bytes')
  }
}
