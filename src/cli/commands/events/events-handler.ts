import type { HandlerModule } from '../../command-handler.js'
import type { eventsCommand } from './events.command.js'

type Handlers = HandlerModule<typeof eventsCommand>

export const run: Handlers['run'] = async ({ context, flags }) =>
  (await import('./show-events.js')).showEvents(context, flags)

export const subcommands: Handlers['subcommands'] = {
  redeliver: async ({ context, args }) => (await import('./redeliver.js')).redeliver(context, args.id),
  'dead-letters': async ({ context, flags }) => {
    const { showDeadLetters, retryDeadLetters } = await import('./dead-letters.js')
    return flags.retry ? retryDeadLetters(context) : showDeadLetters(context)
  },
}
