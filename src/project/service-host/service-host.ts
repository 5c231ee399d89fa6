import { once } from 'node:events'
import { flushCodeCache } from '../../launch/code-cache.js'
import { loadProgram } from '../../launch/load-program.js'
import type { StartMessage } from './host-messages.js'

/**
 * The background process of the services: loads its modules while the engines start, waits for the word that they are
 * ready, answers when it serves, and lives on when the command that started it is gone.
 */
// The command died before it gave the word: nobody would know of us.
const exitWhenOrphaned = (): never => process.exit(0)
process.once('disconnect', exitWhenOrphaned)
const stopSignal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
const startMessage = once(process, 'message').then(([message]) => message as StartMessage)

const { serveServices } = await loadProgram('services', () => import('./serve-services.js'))
await serveServices({
  startMessage,
  stopSignal,
  onServing() {
    process.off('disconnect', exitWhenOrphaned)
    // Not while the command that waits for us needs the processor.
    setTimeout(flushCodeCache, 2000).unref()
  },
})
