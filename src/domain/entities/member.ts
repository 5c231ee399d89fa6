import { defineEntity } from './entity.js'
import { oneOf, timestamp, uuid, type InferRecord } from './field.js'

/** The membership of a user in a family. */
export const member = defineEntity({
  name: 'member',
  plural: 'members',
  place: { store: 'postgres', table: 'family_members' },
  id: { fields: ['family_id', 'user_id'] },
  fields: {
    family_id: uuid(),
    user_id: uuid(),
    role: oneOf(['owner', 'adult', 'child'], { maxLength: 16 }),
    joined_at: timestamp(),
  },
  references: [
    { field: 'family_id', entity: 'family' },
    { field: 'user_id', entity: 'user', sameAs: 'family' },
  ],
  view: { name: 'family_members' },
  title: ({ role }) => role,
})

/** A row of `family_members` in PostgreSQL. */
export type FamilyMemberRow = InferRecord<typeof member.fields>
export type MemberRole = FamilyMemberRow['role']
