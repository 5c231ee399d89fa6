import type { Finding } from '../../../core/finding.js'
import type { Output } from '../../../output/output.js'
import { wrapText } from '../../../output/wrap-text.js'

const CHECK_WIDTH = 17
/** Of the lines after the first. */
const INDENT = ' '.repeat(CHECK_WIDTH + 3)

/** The result of one check, with advice in a second line. What does not fit the terminal is wrapped within its column. */
export function renderFinding(
  { check, status, message, fix }: Finding,
  { style, columns = Infinity }: Pick<Output, 'style' | 'columns'>,
): string {
  const width = columns - INDENT.length
  const symbols = { ok: style.green('✓'), warning: style.yellow('⚠'), problem: style.red('✗') }
  const advice = fix === undefined ? '' : `\n${wrapText(`→ ${fix}`, width, { indent: 2 })}`
  const lines = `${wrapText(message, width)}${advice}`.replaceAll('\n', `\n${INDENT}`)
  return `${symbols[status]} ${check.padEnd(CHECK_WIDTH)} ${lines}`
}
