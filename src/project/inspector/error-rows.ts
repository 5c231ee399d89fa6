import type { ResolvedConfig } from '../../config/resolved-config.js'
import { isStoreName } from '../../core/store-name.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { More, Row } from '../../inspect/pages/page.js'
import { getLogSources } from '../logs/get-log-sources.js'
import { ProjectLogs } from '../logs/project-logs.js'
import { formatAge } from '../../core/format-age.js'
import { toDataRow } from './data-row.js'
import { findTraces, toLogRow } from './logs-screen.js'

const SINCE_MS = 60 * 60 * 1000
/** Of each component. */
const LATEST = 3
const MAX_ROWS = 3

/**
 * The last errors in the logs, with their traces. Read after the page is shown, because logs can be large. Engines also log the
 * errors of statements, which are those of their clients.
 */
export function readErrorRows(config: ResolvedConfig): More {
  return {
    automatic: true,
    async read() {
      const sources = await getLogSources(config)
      const logs = new ProjectLogs(sources.filter(({ name }) => !isStoreName(name)))
      const since = new Date(Date.now() - SINCE_MS)
      const entries = await logs.last({ level: 'error', since }, LATEST)
      if (entries.length === 0)
        return { rows: [toDataRow('good', 'errors', 'services: none in the last hour', '/logs')] }
      const recorded = await findTraces(config.home, entries)
      const rows = entries
        .toReversed()
        .slice(0, MAX_ROWS)
        .map((entry): Row => {
          const { component, message, time } = entry
          const [line = ''] = message.split('\n')
          const age = time === undefined ? '' : `, ${formatAge(time)}`
          const target = formatAddress('logs', [component])
          const row = toDataRow('bad', 'error', `${component}${age}: ${line}`, target)
          return { ...row, ...toLogRow(entry, (id) => recorded.has(id)), cells: row.cells }
        })
      return { rows }
    },
  }
}
