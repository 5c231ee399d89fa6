import type { DeadLetter } from '../../../events/dead-letters.js'
import type { Column } from '../../../output/output.js'
import type { CommandContext } from '../../command-context.js'
import { withEvents } from '../../with-events.js'
import { printRedeliveryResults } from './print-redelivery-results.js'

/** `homemanager events dead-letters`. */
export async function showDeadLetters(context: CommandContext): Promise<void> {
  const { output } = context
  const letters = await withEvents(context, async (events) => events.listDeadLetters())
  output.printResult({ items: letters }, () =>
    letters.length === 0 ? 'No dead letters.' : output.table(letters, DEAD_LETTER_COLUMNS),
  )
}

/** `homemanager events dead-letters --retry`. Exit code 1 if a consumer fails. */
export async function retryDeadLetters(context: CommandContext): Promise<number> {
  const results = await withEvents(context, async (events) => events.redeliverDeadLetters())
  return printRedeliveryResults(context.output, results)
}

const DEAD_LETTER_COLUMNS: readonly Column<DeadLetter>[] = [
  { header: 'CONSUMER', cell: (letter) => letter.consumer },
  { header: 'EVENT', importance: 1, cell: (letter) => letter.event.id },
  { header: 'TYPE', canBeBelow: true, cell: (letter) => letter.event.type },
  { header: 'ATTEMPTS', cell: (letter) => String(letter.attempts), align: 'right' },
  { header: 'LAST FAILED', importance: -2, cell: (letter) => letter.lastFailedAt },
  { header: 'ERROR', canBeBelow: true, cell: (letter, style) => style.red(letter.error) },
]
