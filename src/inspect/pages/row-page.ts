import { formatCommandLine } from '../../core/format-command-line.js'
import { HomeError } from '../../core/home-error.js'
import type { Entity } from '../../domain/entities/entity.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { checkReferences } from '../records/check-references.js'
import { lookUpRecord, toPlainRecord } from '../records/look-up-record.js'
import type { RecordSources, Reference } from '../records/record-view.js'
import { formatAddress } from './address.js'
import type { Page, Row } from './page.js'
import { REFERENCES } from './record-page.js'
import { toFieldRow, toReferenceRow } from './record-rows.js'

/** A record whose id consists of several fields, such as a membership: its fields, and the records that it connects. */
export async function openRow(sources: RecordSources, entity: Entity, id: string): Promise<Page> {
  const { name, plural, place } = entity
  const record = await lookUpRecord(sources, entity, id)
  if (record === undefined)
    throw new HomeError(INSPECT_ERRORS.NOT_FOUND, {
      message: `There is no ${name} ${id} among the ${plural}.`,
    })
  const references = await checkReferences(sources, entity, record)
  const value = toPlainRecord(record)
  const titles = references.map(({ title, kind, id: target }) => title ?? `${kind} ${target}`)
  return {
    address: formatAddress('records', [name, id]),
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)}  ${[entity.title(record), ...titles].join('  ')}`,
    subtitle: place.store,
    panes: [
      { name: 'Fields', rows: Object.entries(value).map(([field, each]) => toRow(references, field, each)) },
      { name: REFERENCES, rows: references.map(toReferenceRow), empty: 'None.' },
    ],
    origin: {
      store: place.store,
      index: 'by ID',
      read: 1,
      command: formatCommandLine(...sources.records[place.store].toQuery(entity, id, record)),
    },
    value,
    id,
  }
}

function toRow(references: readonly Reference[], field: string, value: unknown): Row {
  const reference = references.find((each) => each.field === field && each.state !== 'dangling')
  const row = toFieldRow(field, value)
  return reference === undefined
    ? row
    : { ...row, target: formatAddress('records', [reference.kind, reference.id]) }
}
