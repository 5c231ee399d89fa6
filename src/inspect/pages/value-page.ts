import type { InspectableEntity } from '../../domain/entities/registry.js'
import { findRecords } from '../records/find-records.js'
import type { RecordSources } from '../records/record-view.js'
import { formatAddress } from './address.js'
import type { Page } from './page.js'

/** A field of a record that is an object or a list, as JSON. */
export async function openValue(
  sources: RecordSources,
  kind: InspectableEntity,
  id: string,
  field: string,
): Promise<Page> {
  const [view] = await findRecords(sources, id, kind)
  const value = view.record[field]
  const lines = (JSON.stringify(value, null, 2) ?? 'undefined').split('\n')
  return {
    address: formatAddress('records', [kind, view.id], { field }),
    title: `${field} of ${view.title.replaceAll(/ {2,}/g, '  ')}`,
    panes: [{ name: field, wraps: true, rows: lines.map((text) => ({ cells: [{ text }] })) }],
    origin: { store: view.store, read: 1, command: `inspect ${kind} ${view.id} --json --depth 0` },
    value,
    id: view.id,
  }
}
