import { composeEventProcessing } from '../../../app/events/compose-event-processing.js'
import { HomeError } from '../../../core/home-error.js'
import { EVENTS_ERRORS } from '../../../events/events-errors.js'
import { redeliverEvent } from '../../../events/redeliver-event.js'
import type { CommandContext } from '../../command-context.js'
import { withStores } from '../../with-stores.js'
import { printRedeliveryResults } from './print-redelivery-results.js'

/** `homemanager events redeliver ID`. Exit code 1 if a consumer fails. */
export async function redeliver(context: CommandContext, id: string): Promise<number> {
  return withStores(context, async (stores) => {
    const results = await redeliverEvent(stores.postgres.pool, composeEventProcessing(stores).handlers, id)
    if (results !== undefined) return printRedeliveryResults(context.output, results)
    throw new HomeError(EVENTS_ERRORS.EVENT_NOT_FOUND, {
      message: `No event has the ID ${id}.`,
      suggestion: 'Run homemanager events to list the latest events.',
    })
  })
}
