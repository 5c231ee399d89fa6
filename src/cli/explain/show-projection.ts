import type {
  ProjectedPartition,
  ProjectedPattern,
  Projection,
} from '../../inspect/projection/project-patterns.js'
import type { Column, Output } from '../../output/output.js'

/** A projection as two tables and three sentences. */
export function showProjection(projection: Projection, output: Output): string {
  const { records, measured, storage, write, prices } = projection
  const sample = measured.read < measured.items ? `, ${number(measured.read)} of them read` : ''
  return [
    output.style.bold(`At ${number(records)} todos, on-demand in ${prices.region}`),
    `Measured on ${number(measured.items)} todos${sample}, ${number(measured.averageBytes)} bytes each.`,
    '',
    output.table(projection.patterns, PATTERNS),
    '',
    output.style.bold('The fullest partition of each index'),
    output.table(projection.partitions, PARTITIONS),
    '',
    `Storage: ${bytes(storage.bytes)} with indexes, $${storage.costPerMonth.toFixed(2)} a month.`,
    `Writing a todo takes ${write.capacity} write units with its indexes and event: $${write.costPerMillion.toFixed(2)} a million.`,
  ].join('\n')
}

const PATTERNS: readonly Column<ProjectedPattern>[] = [
  { heading: 'pattern', cell: ({ name }) => name },
  { heading: 'index', cell: ({ index }) => index },
  { heading: 'grows', cell: ({ growth }) => (growth === 'linear' ? 'with the data' : 'no') },
  { heading: 'read', align: 'right', cell: ({ read }) => number(read) },
  { heading: 'RCU', align: 'right', cell: ({ capacity }) => number(capacity) },
  { heading: 'pages', align: 'right', cell: ({ pages }) => number(pages) },
  { heading: '$ per million', align: 'right', cell: ({ costPerMillion }) => money(costPerMillion) },
]

const PARTITIONS: readonly Column<ProjectedPartition>[] = [
  { heading: '', cell: ({ hot }, style) => (hot ? style.yellow('⚠') : style.green('✓')) },
  { heading: 'index', cell: ({ index }) => index },
  { heading: 'partition', cell: ({ key, largest }) => `${key} = ${largest}` },
  { heading: 'share', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(2)} %` },
  { heading: 'items', align: 'right', cell: ({ items }) => number(items) },
  { heading: 'size', align: 'right', cell: ({ bytes: size }) => bytes(size) },
  { heading: '', cell: ({ why }) => why },
]

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
