import { describeUnusedCacheHome } from '../../../core/cache-directory.js'
import { formatCount } from '../../../core/format-count.js'
import { formatBytes } from '../../../core/format-bytes.js'
import { formatTime } from '../../../output/format-time.js'
import {
  type CachedDataset,
  getDatasetCacheDirectory,
  listCachedDatasets,
  listExcessDatasets,
  MAX_CACHE_BYTES,
  pruneCachedDatasets,
} from '../../../snapshots/dataset-cache.js'
import type { Output } from '../../../output/output.js'
import type { HandlerModule } from '../../command-handler.js'
import type { cacheCommand } from './cache.command.js'

const MEGABYTE = 1e6

export const subcommands: HandlerModule<typeof cacheCommand>['subcommands'] = {
  async list({ context }) {
    const { output } = context
    warnAboutCache(output)
    const items = await listCachedDatasets()
    const directory = getDatasetCacheDirectory()
    const bytes = countBytes(items)
    output.printResult({ directory, bytes, maxBytes: MAX_CACHE_BYTES, items }, () =>
      items.length === 0
        ? `There are no datasets in ${directory}.`
        : [
            output.table(items, [
              { header: 'PROFILE', cell: ({ profile }) => profile },
              { header: 'FAMILIES', align: 'right', cell: ({ families }) => String(families ?? '') },
              { header: 'SEED', align: 'right', cell: ({ seed }) => String(seed) },
              { header: 'SIZE', align: 'right', cell: (entry) => formatBytes(entry.bytes) },
              { header: 'LAST USED', cell: ({ lastUsedAt }) => formatTime(lastUsedAt) },
              { header: 'KEY', cell: ({ key }) => key },
            ]),
            '',
            `${formatBytes(bytes)} of at most ${formatBytes(MAX_CACHE_BYTES)} in ${directory}`,
          ].join('\n'),
    )
  },
  async prune({ context, flags }) {
    const { output } = context
    warnAboutCache(output)
    const excess = await listExcessDatasets(flags.keep * MEGABYTE)
    const question = `Delete ${describeDatasets(excess)} from the cache, which all projects of this user share?`
    if (excess.length > 0) await output.confirm(question)
    const items = await pruneCachedDatasets(flags.keep * MEGABYTE)
    const bytes = countBytes(items)
    output.printResult({ bytes, items }, (style) =>
      items.length === 0 ? 'Nothing was deleted.' : `${style.green('✓')} Deleted ${describeDatasets(items)}.`,
    )
  },
}

function warnAboutCache(output: Output): void {
  const problem = describeUnusedCacheHome()
  if (problem !== undefined) output.warn(problem)
}

function describeDatasets(items: readonly CachedDataset[]): string {
  return `${formatCount(items.length, 'dataset')} (${formatBytes(countBytes(items))})`
}

function countBytes(items: readonly CachedDataset[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0)
}
