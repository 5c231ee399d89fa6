import { formatBytes } from '../../../core/format-bytes.js'
import type {
  ProjectedPartition,
  ProjectedPattern,
  Projection,
} from '../../../inspect/projection/project-patterns.js'
import type { Column, Output } from '../../../output/output.js'

/** Renders a projection as two tables with a heading and a summary. */
export function renderProjection(projection: Projection, output: Output): string {
  const { records, measured, storage, write, prices } = projection
  const sample = measured.read < measured.items ? `, of which ${formatNumber(measured.read)} were read` : ''
  return [
    output.style.bold(`With ${formatNumber(records)} todos, on-demand capacity in ${prices.region}`),
    `Based on ${formatNumber(measured.items)} todos${sample}, ${formatNumber(measured.averageBytes)} bytes on average.`,
    '',
    output.table(projection.patterns, PROJECTED_PATTERN_COLUMNS),
    '',
    output.style.bold('Largest partition of each index'),
    output.table(projection.partitions, PARTITION_COLUMNS),
    '',
    `Storage: ${formatBytes(storage.bytes)} including indexes, $${storage.costPerMonth.toFixed(2)} per month.`,
    `Writes: ${write.capacity} write units per todo including its indexes and event, $${write.costPerMillion.toFixed(2)} per million.`,
  ].join('\n')
}

const PROJECTED_PATTERN_COLUMNS: readonly Column<ProjectedPattern>[] = [
  { header: 'PATTERN', cell: ({ name }) => name },
  { header: 'INDEX', cell: ({ index }) => index },
  { header: 'GROWTH', cell: ({ growth }) => growth },
  { header: 'READ', align: 'right', cell: ({ read }) => formatNumber(read) },
  { header: 'RCU', align: 'right', cell: ({ capacity }) => formatNumber(capacity) },
  { header: 'PAGES', align: 'right', cell: ({ pages }) => formatNumber(pages) },
  { header: '$ PER MILLION', align: 'right', cell: ({ costPerMillion }) => formatDollars(costPerMillion) },
]

const PARTITION_COLUMNS: readonly Column<ProjectedPartition>[] = [
  { header: '', cell: ({ hot }, style) => (hot ? style.yellow('⚠') : style.green('✓')) },
  { header: 'INDEX', cell: ({ index }) => index },
  { header: 'PARTITION', canBeBelow: true, cell: ({ key, largest }) => `${key} = ${largest}` },
  { header: 'SHARE', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(2)} %` },
  { header: 'ITEMS', align: 'right', cell: ({ items }) => formatNumber(items) },
  { header: 'SIZE', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
  { header: '', canBeBelow: true, cell: ({ reason }) => reason },
]

function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

function formatDollars(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
