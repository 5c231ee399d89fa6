import type { Output } from '../../../output/output.js'
import type { ProbeReport } from '../../../project/probe/probe-project.js'

/** One table: a row for each store, followed by those of its checks. */
export function renderProbeReport(
  { items }: ProbeReport,
  output: Pick<Output, 'table'>,
  style: Output['style'],
): string {
  const symbols = { ok: style.green('✓'), missing: style.red('✗'), skipped: style.dim('–') }
  // The check of the connection has the name of its kind.
  const words = { ok: 'ok', missing: 'failed', skipped: 'skipped' }
  const rows = items.flatMap(({ store, version, latencyMs, target, checks }) => [
    {
      store,
      check: version === null ? 'not responding' : `version ${version}`,
      result: latencyMs === null ? '' : `${latencyMs} ms per request`,
      message: target ?? '',
    },
    ...checks.map(({ kind, check, status, message }) => ({
      store: '',
      check,
      result: `${symbols[status]} ${kind === check ? words[status] : kind}`,
      message,
    })),
  ])
  return output.table(rows, [
    { header: 'STORE', cell: ({ store }) => store },
    { header: 'CHECK', importance: 1, cell: ({ check }) => check },
    { header: 'RESULT', importance: 1, cell: ({ result }) => result },
    { header: 'DETAIL', canBeBelow: true, cell: ({ message }) => message },
  ])
}
