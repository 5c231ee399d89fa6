import { EXIT, HomeError } from '../../core/home-error.js'
import { deadLetters } from '../../events/dead-letters.js'
import { eventHandlers } from '../../events/event-handlers.js'
import { EVENTS_ERRORS } from '../../events/events-errors.js'
import { type ReplayResult, replayEvent, retryDeadLetters } from '../../events/replay-event.js'
import type { CommandContext } from '../command.js'
import { uuidOf, withStores } from './platform.js'

/** `homemanager events replay ID`. */
export async function replay(context: CommandContext, text: string | undefined): Promise<number> {
  const id = uuidOf(text, 'an event')
  return withStores(context, async (stores) => {
    const results = await replayEvent(stores.postgres.pool, eventHandlers(stores), id)
    if (results !== undefined) return answerResults(context, results)
    throw new HomeError(EVENTS_ERRORS.EVENT_NOT_FOUND, {
      message: `The event log has no event ${id}.`,
      suggestion: 'Run homemanager events to see the latest.',
    })
  })
}

/** `homemanager events dead-letters`, and with --retry handling them again. */
export async function showDeadLetters(context: CommandContext, retry: boolean): Promise<number> {
  return withStores(context, async (stores) => {
    const db = stores.postgres.pool
    if (retry) return answerResults(context, await retryDeadLetters(db, eventHandlers(stores)))
    const letters = await deadLetters(db)
    context.output.answer(letters, () =>
      letters.length === 0
        ? 'No dead letters.'
        : context.output.table(letters, [
            { heading: 'CONSUMER', cell: (letter) => letter.consumer },
            { heading: 'EVENT', cell: (letter) => letter.event.id },
            { heading: 'TYPE', cell: (letter) => letter.event.type },
            { heading: 'ATTEMPTS', cell: (letter) => String(letter.attempts), align: 'right' },
            { heading: 'LAST FAILED', cell: (letter) => letter.lastFailedAt },
            { heading: 'ERROR', cell: (letter, style) => style.red(letter.error) },
          ]),
    )
    return EXIT.done
  })
}

function answerResults(context: CommandContext, results: readonly ReplayResult[]): number {
  context.output.answer(results, (style) =>
    results.length === 0
      ? 'Nothing to do: no consumer takes it.'
      : results
          .map(({ consumer, event, outcome, error }) =>
            outcome === 'handled'
              ? `${style.green('✓')} ${consumer} handled ${event}`
              : `${style.red('✗')} ${consumer} failed on ${event}: ${error ?? ''}`,
          )
          .join('\n'),
  )
  return results.every(({ outcome }) => outcome === 'handled') ? EXIT.done : EXIT.failed
}
