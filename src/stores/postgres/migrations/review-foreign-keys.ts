import type { StepWarning } from '../../contracts/step-warning.js'
import type { Queryable } from '../client/queryable.js'
import { listCascadingKeys } from '../data/list-cascading-keys.js'
import { CHANGES_RECORDS, DELETES_RECORDS, type TableEffect } from './sql-data-effects.js'
import type { TableFinder } from './table-finder.js'
import { toStepWarning } from './to-step-warning.js'

/** What happens, because of foreign keys, to other tables than the one that a statement names. `oid` is that of the named one. */
export async function reviewForeignKeys(
  client: Queryable,
  tables: TableFinder,
  oid: string,
  effect: TableEffect,
): Promise<readonly StepWarning[]> {
  const found: StepWarning[] = []
  if (effect.deletesRows === true)
    for (const { oid: referring, table, name, deletes } of await listCascadingKeys(client, [oid])) {
      const rows = await tables.describeContents(referring)
      if (rows === undefined) continue
      const { text, ...warning } = toStepWarning(deletes ? DELETES_RECORDS : CHANGES_RECORDS, table, rows)
      found.push({ ...warning, text: `${text}, by the foreign key ${name}` })
    }
  if (effect.cascade === true)
    for (const { oid: referring, name } of await listReferring(client, oid)) {
      const rows = await tables.describeContents(referring)
      if (rows !== undefined) found.push(toStepWarning(effect, name, rows))
    }
  return found
}

/** The tables with foreign keys to a table, and to those: TRUNCATE … CASCADE empties them whatever their ON DELETE is. */
async function listReferring(
  client: Queryable,
  oid: string,
): Promise<readonly { readonly oid: string; readonly name: string }[]> {
  const { rows } = await client.query<{ oid: string; name: string }>(
    `WITH RECURSIVE referring AS (
       SELECT $1::oid AS oid
       UNION SELECT k.conrelid FROM pg_constraint k JOIN referring r ON k.confrelid = r.oid WHERE k.contype = 'f'
     ) SELECT oid, oid::regclass::text AS name FROM referring WHERE oid <> $1 ORDER BY name`,
    [oid],
  )
  return rows
}
