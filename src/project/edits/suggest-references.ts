import type { EditField } from '../../inspect/editing/edit-field.js'
import { listFamilyMembers, listUserMemberships } from '../../inspect/records/identity-lookups.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Actor } from './editable-entities.js'

/** Of larger families, ids are entered. */
const MAX_MEMBERS = 100

/** Fields that refer to users, with the members of the family on whose behalf the record is changed. */
export async function suggestReferences(
  sources: RecordSources,
  actor: Actor,
  fields: readonly EditField[],
): Promise<readonly EditField[]> {
  if (!fields.some(({ references }) => references === 'user')) return fields
  const suggestions = await listMembers(sources, actor)
  return fields.map((field) => (field.references === 'user' ? { ...field, suggestions } : field))
}

async function listMembers(
  { postgres }: Pick<RecordSources, 'postgres'>,
  { userId, familyId }: Actor,
): Promise<NonNullable<EditField['suggestions']>> {
  const [own] =
    familyId === undefined && userId !== undefined ? await listUserMemberships(postgres, userId) : []
  const family = familyId ?? own?.family_id
  if (family === undefined) return []
  const members = await listFamilyMembers(postgres, family, MAX_MEMBERS)
  return members.map(({ user_id: value, display_name: name, email }) => ({
    value,
    title: `${name}  ${email}`,
  }))
}
