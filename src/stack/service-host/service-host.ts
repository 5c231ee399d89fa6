import { once } from 'node:events'
import { keepCompiledCode } from '../../launch/compiled-code.js'
import { loadProgram } from '../../launch/load-program.js'
import type { GoMessage } from './host-messages.js'

/**
 * The background process of the services: loads its modules while the engines start, waits for the word that they are
 * ready, answers when it serves, and lives on when the command that started it is gone.
 */
// The command died before it gave the word: nobody would know of us.
const orphaned = (): never => process.exit(0)
process.once('disconnect', orphaned)
const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
const go = once(process, 'message').then(([message]) => message as GoMessage)

const { serveServices } = await loadProgram('services', () => import('./serve-services.js'))
await serveServices({
  go,
  stop,
  onServing() {
    process.off('disconnect', orphaned)
    // Not while the command that waits for us needs the processor.
    setTimeout(keepCompiledCode, 2000).unref()
  },
})
