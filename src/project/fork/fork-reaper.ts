import type { ReaperMessage } from './notify-reaper.js'
import type { ForkRecord } from './fork-record.js'

/** Removes the remaining forks of a process when the IPC channel to that process closes. */
const remainingForks = new Map<string, ForkRecord>()
process.on('SIGINT', () => {})
process.on('message', (message: ReaperMessage) => {
  if ('created' in message) remainingForks.set(message.created.name, message.created)
  else remainingForks.delete(message.removed)
})
process.once('disconnect', () => void dropRemaining())

async function dropRemaining(): Promise<void> {
  if (remainingForks.size > 0) {
    const { dropFork } = await import('./drop-fork.js')
    await Promise.allSettled([...remainingForks.values()].map(dropFork))
  }
  process.exit()
}
