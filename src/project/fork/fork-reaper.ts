import { once } from 'node:events'
import type { ReaperMessage } from './notify-reaper.js'
import type { ForkRecord } from './fork-record.js'

/** The process that outlives the one that forks: when the channel to that one closes, it removes the forks left. */
const remainingForks = new Map<string, ForkRecord>()
process.on('SIGINT', () => {})
process.on('message', (message: ReaperMessage) => {
  if ('made' in message) remainingForks.set(message.made.name, message.made)
  else remainingForks.delete(message.gone)
})
await once(process, 'disconnect')
if (remainingForks.size > 0) {
  const { dropFork } = await import('./drop-fork.js')
  await Promise.allSettled([...remainingForks.values()].map(dropFork))
}
process.exit()
