import type { CommandContext } from '../../command-context.js'
import { withEvents } from '../../with-events.js'
import { printRedeliveryResults } from './print-redelivery-results.js'

/** `homemanager events redeliver ID`. Exit code 1 if a consumer fails. */
export async function redeliver(context: CommandContext, id: string): Promise<number> {
  const results = await withEvents(context, async (events) => events.redeliver(id))
  return printRedeliveryResults(context.output, results)
}
