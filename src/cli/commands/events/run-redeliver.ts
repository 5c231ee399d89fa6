import { composeEventProcessing } from '../../../app/events/compose-event-processing.js'
import { EXIT, HomeError } from '../../../core/home-error.js'
import { listDeadLetters } from '../../../events/dead-letters.js'
import { EVENTS_ERRORS } from '../../../events/events-errors.js'
import {
  type RedeliveryResult,
  redeliverEvent,
  redeliverDeadLetters,
} from '../../../events/redeliver-event.js'
import type { CommandContext } from '../../command.js'
import { parseUuid, withStores } from '../../with-stores.js'

/** `homemanager events redeliver ID`. */
export async function runRedeliver(context: CommandContext, idText: string | undefined): Promise<number> {
  const id = parseUuid(idText, 'an event')
  return withStores(context, async (stores) => {
    const results = await redeliverEvent(stores.postgres.pool, composeEventProcessing(stores).handlers, id)
    if (results !== undefined) return printRedeliveryResults(context, results)
    throw new HomeError(EVENTS_ERRORS.EVENT_NOT_FOUND, {
      message: `No event has the ID ${id}.`,
      suggestion: 'Run homemanager events to list the latest events.',
    })
  })
}

/** `homemanager events dead-letters`: lists the dead letters, or redelivers them with --retry. */
export async function showDeadLetters(context: CommandContext, retry: boolean): Promise<number> {
  return withStores(context, async (stores) => {
    const db = stores.postgres.pool
    if (retry)
      return printRedeliveryResults(
        context,
        await redeliverDeadLetters(db, composeEventProcessing(stores).handlers),
      )
    const letters = await listDeadLetters(db)
    context.output.printResult({ items: letters }, () =>
      letters.length === 0
        ? 'No dead letters.'
        : context.output.table(letters, [
            { header: 'CONSUMER', cell: (letter) => letter.consumer },
            { header: 'EVENT', cell: (letter) => letter.event.id },
            { header: 'TYPE', cell: (letter) => letter.event.type },
            { header: 'ATTEMPTS', cell: (letter) => String(letter.attempts), align: 'right' },
            { header: 'LAST FAILED', cell: (letter) => letter.lastFailedAt },
            { header: 'ERROR', cell: (letter, style) => style.red(letter.error) },
          ]),
    )
    return EXIT.done
  })
}

function printRedeliveryResults(context: CommandContext, results: readonly RedeliveryResult[]): number {
  const ok = results.every(({ outcome }) => outcome === 'handled')
  context.output.printResult({ ok, items: results }, (style) =>
    results.length === 0
      ? 'Nothing to redeliver.'
      : results
          .map(({ consumer, event, outcome, error }) =>
            outcome === 'handled'
              ? `${style.green('✓')} ${consumer} handled ${event}`
              : `${style.red('✗')} ${consumer} failed on ${event}: ${error ?? ''}`,
          )
          .join('\n'),
  )
  return ok ? EXIT.done : EXIT.failed
}
