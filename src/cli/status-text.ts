import { OPTIONAL_PARTS, PART_PROGRAMS } from '../core/optional-part.js'
import type { Column, Output } from '../output/output.js'
import type { ContainerDetails } from '../stack/providers/container-details.js'
import type { PartStatus, StackStatus } from '../stack/stack-status.js'

export interface StatusRow {
  readonly name: string
  readonly status: PartStatus
  readonly where: string
  readonly what: string
  readonly container?: ContainerDetails
}

/** Every part of the stack as one row, stores first. */
export function statusRows({ stores, services, parts = {} }: StackStatus): readonly StatusRow[] {
  const { postgres, dynamodb, mongo } = stores
  return [
    {
      name: 'postgres',
      status: postgres.status,
      where: postgres.url ?? '',
      what: labelled('PostgreSQL', postgres.version),
      ...inContainer(postgres),
    },
    {
      name: 'dynamodb',
      status: dynamodb.status,
      where: dynamodb.endpoint ?? '',
      what: dynamodb.endpoint === null ? '' : `table ${dynamodb.table}, ${dynamodb.region}`,
      ...inContainer(dynamodb),
    },
    {
      name: 'mongo',
      status: mongo.status,
      where: mongo.url ?? '',
      what: labelled('MongoDB', mongo.version),
      ...inContainer(mongo),
    },
    ...OPTIONAL_PARTS.flatMap((part) => {
      const found = parts[part]
      if (found === undefined) return []
      const { status, url } = found
      const row = { name: PART_PROGRAMS[part], status, where: url ?? '', what: part }
      return [{ ...row, ...inContainer(found) }]
    }),
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
    ...(rows.some((row) => row.container !== undefined) ? containerColumns() : []),
    { heading: 'WHERE', cell: (row) => row.where },
    { heading: '', cell: (row) => style.dim(row.what) },
  ])
  return `${head}\n\n${table}`
}

function inContainer({ container }: { readonly container?: ContainerDetails }): Pick<StatusRow, 'container'> {
  return container === undefined ? {} : { container }
}

/** What `docker ps` and `docker stats` would say of it. */
function containerColumns(): readonly Column<StatusRow>[] {
  return [
    { heading: 'UPTIME', cell: ({ container }) => upFor(container?.uptimeSeconds ?? null) },
    { heading: 'MEMORY', cell: ({ container }) => megabytes(container?.memoryBytes ?? null), align: 'right' },
    { heading: 'IMAGE', cell: ({ container }) => container?.image ?? '' },
    { heading: 'CONTAINER', cell: ({ container }) => container?.name ?? '' },
  ]
}

function upFor(seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  const hours = Math.floor(seconds / 3600)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '' : `${Math.round(bytes / 1024 / 1024)} MB`
}

export function mark(status: PartStatus, style: Style): string {
  if (status === 'healthy') return style.green('✓')
  return status === 'unhealthy' ? style.red('✗') : style.yellow('○')
}

function labelled(name: string, version: string | null): string {
  return version === null ? '' : `${name} ${version}`
}
