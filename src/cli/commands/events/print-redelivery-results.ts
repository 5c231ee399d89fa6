import { EXIT } from '../../../core/home-error.js'
import type { RedeliveryResult } from '../../../events/redeliver-event.js'
import type { Output } from '../../../output/output.js'

/** Prints one line per consumer and event. Resolves to exit code 1 if one failed. */
export function printRedeliveryResults(output: Output, results: readonly RedeliveryResult[]): number {
  const ok = results.every(({ outcome }) => outcome === 'handled')
  output.printResult({ ok, items: results }, (style) =>
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
