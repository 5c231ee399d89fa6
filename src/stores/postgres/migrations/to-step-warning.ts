import type { StepWarning } from '../../contracts/step-warning.js'
import type { TableEffect } from './sql-data-effects.js'

/** Replaces `{name}` and `{rows}` in the text of an effect. */
export function toStepWarning(
  { text, effect, fails }: Pick<TableEffect, 'text' | 'effect'> & Pick<StepWarning, 'fails'>,
  name: string,
  rows: string,
): StepWarning {
  const filled = text.replace('{name}', () => name).replace('{rows}', () => rows)
  return { text: filled, effect, ...(fails === undefined ? {} : { fails }) }
}
