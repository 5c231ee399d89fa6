import type pg from 'pg'
import type { ReferenceDeclaration } from '../../../domain/entities/entity.js'
import type { EntityRegistry, StoreEntity } from '../../../domain/entities/registry.js'
import type { FamilyIds } from '../../contracts/data-store.js'
import { withoutAppendOnlyTrigger } from './without-append-only-trigger.js'

/** Removes the families, their users and all rows that refer to them. Returns the number of rows removed. */
export async function removeFamilies(
  client: pg.ClientBase,
  entities: EntityRegistry,
  families: readonly FamilyIds[],
): Promise<number> {
  const familyIds = families.map(({ id }) => id)
  const userIds = families.flatMap(({ userIds: ids }) => ids)
  return withoutAppendOnlyTrigger(client, true, async () => {
    let removed = 0
    for (const entity of entities.ofStore('postgres').toReversed()) {
      const deletion = createDeletion(entity, familyIds, userIds)
      if (deletion !== undefined) removed += (await client.query(deletion)).rowCount ?? 0
    }
    return removed
  })
}

/** Rows are removed with their family, or with their user if they have no family; rows with neither stay. */
function createDeletion(
  { name, place: { table }, id, references = [], fields }: StoreEntity<'postgres'>,
  familyIds: readonly string[],
  userIds: readonly string[],
): { readonly text: string; readonly values: unknown[] } | undefined {
  const [idField = ''] = id.fields
  if (name === 'family') return deleteWhere(table, `${idField} = ANY($1::uuid[])`, familyIds)
  // A user who joined a seeded family later is not removed with it.
  if (name === 'user') return deleteWhere(table, `${idField} = ANY($1::uuid[])`, userIds)
  for (const [target, ids] of [
    ['family', familyIds],
    ['user', userIds],
  ] as const) {
    // A reference with a condition is not to this entity in every row.
    const reference = references.find((each) => each.entity === target && !each.when)
    if (reference === undefined) continue
    const type = fields[reference.field]?.type === 'uuid' ? 'uuid' : 'text'
    return deleteWhere(table, `${toSqlPath(reference)} = ANY($1::${type}[])`, listForms(reference, ids))
  }
  return undefined
}

function deleteWhere(
  table: string,
  condition: string,
  ids: readonly string[],
): { readonly text: string; readonly values: unknown[] } {
  return { text: `DELETE FROM ${table} WHERE ${condition}`, values: [ids] }
}

/** `family_id`, or `envelope ->> 'familyid'` for a path into a JSON column. */
function toSqlPath({ field }: ReferenceDeclaration): string {
  const [column = '', ...path] = field.split('.')
  return [column, ...path.map((name, i) => `${i === path.length - 1 ? '->>' : '->'} '${name}'`)].join(' ')
}

/** Ids as they may be stored: without the prefix and, if the reference has one, with it. */
function listForms({ prefix }: ReferenceDeclaration, ids: readonly string[]): readonly string[] {
  return prefix === undefined ? ids : ids.flatMap((id) => [id, `${prefix}${id}`])
}
