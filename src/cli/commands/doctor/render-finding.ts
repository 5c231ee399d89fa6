import type { Finding } from '../../../core/finding.js'
import type { Output } from '../../../output/output.js'

const CHECK_WIDTH = 17

/** The result of one check, with advice in a second line. */
export function renderFinding({ check, status, message, fix }: Finding, style: Output['style']): string {
  const symbols = { ok: style.green('✓'), warning: style.yellow('⚠'), problem: style.red('✗') }
  const advice = fix === undefined ? '' : `\n  ${' '.repeat(CHECK_WIDTH)} → ${fix}`
  return `${symbols[status]} ${check.padEnd(CHECK_WIDTH)} ${message}${advice}`
}
