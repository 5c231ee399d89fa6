import type {
  ProjectedPartition,
  ProjectedPattern,
  Projection,
} from '../../../inspect/projection/project-patterns.js'
import type { Column, Output } from '../../../output/output.js'

/** A projection as two tables and three sentences. */
export function renderProjection(projection: Projection, output: Output): string {
  const { records, measured, storage, write, prices } = projection
  const sample = measured.read < measured.items ? `, ${formatNumber(measured.read)} of them read` : ''
  return [
    output.style.bold(`At ${formatNumber(records)} todos, on-demand in ${prices.region}`),
    `Measured on ${formatNumber(measured.items)} todos${sample}, ${formatNumber(measured.averageBytes)} bytes each.`,
    '',
    output.table(projection.patterns, PROJECTED_PATTERN_COLUMNS),
    '',
    output.style.bold('The fullest partition of each index'),
    output.table(projection.partitions, PARTITION_COLUMNS),
    '',
    `Storage: ${formatBytes(storage.bytes)} with indexes, $${storage.costPerMonth.toFixed(2)} a month.`,
    `Writing a todo takes ${write.capacity} write units with its indexes and event: $${write.costPerMillion.toFixed(2)} a million.`,
  ].join('\n')
}

const PROJECTED_PATTERN_COLUMNS: readonly Column<ProjectedPattern>[] = [
  { header: 'pattern', cell: ({ name }) => name },
  { header: 'index', cell: ({ index }) => index },
  { header: 'grows', cell: ({ growth }) => (growth === 'linear' ? 'with the data' : 'no') },
  { header: 'read', align: 'right', cell: ({ read }) => formatNumber(read) },
  { header: 'RCU', align: 'right', cell: ({ capacity }) => formatNumber(capacity) },
  { header: 'pages', align: 'right', cell: ({ pages }) => formatNumber(pages) },
  { header: '$ per million', align: 'right', cell: ({ costPerMillion }) => formatDollars(costPerMillion) },
]

const PARTITION_COLUMNS: readonly Column<ProjectedPartition>[] = [
  { header: '', cell: ({ hot }, style) => (hot ? style.yellow('⚠') : style.green('✓')) },
  { header: 'index', cell: ({ index }) => index },
  { header: 'partition', cell: ({ key, largest }) => `${key} = ${largest}` },
  { header: 'share', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(2)} %` },
  { header: 'items', align: 'right', cell: ({ items }) => formatNumber(items) },
  { header: 'size', align: 'right', cell: ({ bytes: size }) => formatBytes(size) },
  { header: '', cell: ({ why }) => why },
]

function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

function formatDollars(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function formatBytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
