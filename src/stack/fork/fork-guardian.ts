import { once } from 'node:events'
import type { KeeperMessage } from './fork-keeper.js'
import type { ForkRecord } from './fork-record.js'

/** The process that outlives the one that forks: when the channel to that one closes, it removes the forks left. */
const left = new Map<string, ForkRecord>()
process.on('SIGINT', () => {})
process.on('message', (message: KeeperMessage) => {
  if ('made' in message) left.set(message.made.name, message.made)
  else left.delete(message.gone)
})
await once(process, 'disconnect')
if (left.size > 0) {
  const { dropFork } = await import('./drop-fork.js')
  await Promise.allSettled([...left.values()].map(dropFork))
}
process.exit()
