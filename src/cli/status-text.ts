import type { Output } from '../output/output.js'
import type { PartStatus, StackStatus } from '../stack/stack-status.js'

export interface StatusRow {
  readonly name: string
  readonly status: PartStatus
  readonly where: string
  readonly what: string
}

/** Every part of the stack as one row, stores first. */
export function statusRows({ stores, services }: StackStatus): readonly StatusRow[] {
  const { postgres, dynamodb, mongo } = stores
  return [
    {
      name: 'postgres',
      status: postgres.status,
      where: postgres.url ?? '',
      what: labelled('PostgreSQL', postgres.version),
    },
    {
      name: 'dynamodb',
      status: dynamodb.status,
      where: dynamodb.endpoint ?? '',
      what: dynamodb.endpoint === null ? '' : `table ${dynamodb.table}, ${dynamodb.region}`,
    },
    { name: 'mongo', status: mongo.status, where: mongo.url ?? '', what: labelled('MongoDB', mongo.version) },
    ...(['gateway', 'identity', 'todo', 'budget'] as const).map((name) => ({
      name,
      status: services[name].status,
      where: services[name].url ?? '',
      what:
        name === 'gateway' && services[name].url !== null
          ? `API reference at ${services[name].url}/docs`
          : '',
    })),
  ]
}

type Style = Output['style']

export function statusText(status: StackStatus, output: Output, style: Style): string {
  const head = `Project ${style.bold(status.project)}, provider ${status.provider}`
  const rows = statusRows(status)
  if (rows.every((row) => row.status === 'stopped')) {
    return `${head}: nothing runs. Start it with ${style.cyan('homemanager up')}.`
  }
  const table = output.table(rows, [
    { heading: 'PART', cell: (row) => row.name },
    { heading: 'STATUS', cell: (row) => `${mark(row.status, style)} ${row.status}` },
    { heading: 'WHERE', cell: (row) => row.where },
    { heading: '', cell: (row) => style.dim(row.what) },
  ])
  return `${head}\n\n${table}`
}

export function mark(status: PartStatus, style: Style): string {
  if (status === 'healthy') return style.green('✓')
  return status === 'unhealthy' ? style.red('✗') : style.yellow('○')
}

function labelled(name: string, version: string | null): string {
  return version === null ? '' : `${name} ${version}`
}
