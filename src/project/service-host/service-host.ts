import { once } from 'node:events'
import { flushCodeCache } from '../../launch/code-cache.js'
import { loadProgram } from '../../launch/load-program.js'
import type { StartMessage } from './host-messages.js'

/**
 * The background process of the services. It loads its modules while the engines start, waits for the start message,
 * replies once it serves, and continues to run when the command that started it exits.
 */
// If the command exits before the services are ready, nothing has recorded this process, so it must exit too.
const exitWhenOrphaned = (): never => process.exit(0)
process.once('disconnect', exitWhenOrphaned)
// A log that cannot be written must not end the process.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
const stopSignal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
const startMessage = once(process, 'message').then(([message]) => message as StartMessage)

void main()

async function main(): Promise<void> {
  const { serveServices } = await loadProgram<typeof import('./serve-services.js')>('services')
  await serveServices({
    startMessage,
    stopSignal,
    onServing() {
      process.off('disconnect', exitWhenOrphaned)
      // Later, when the command that waits for this host no longer needs the CPU.
      setTimeout(flushCodeCache, 2000).unref()
    },
  })
}
