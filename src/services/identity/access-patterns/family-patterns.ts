import { definePattern } from '../../../stores/contracts/access-pattern.js'

const SELECT_FAMILIES =
  'SELECT id, name, owner_id, member_count, version, created_at, updated_at FROM families'

export const familyById = definePattern({
  name: 'identity.family-by-id',
  store: 'postgres',
  summary: 'a family by id',
  index: 'families_pkey',
  request: (id: string) => ({ text: `${SELECT_FAMILIES} WHERE id = $1`, values: [id] }),
  sample: (s) => [s.family],
})

export const lockedFamily = definePattern({
  name: 'identity.locked-family',
  store: 'postgres',
  summary: 'a family by id, locked for a change',
  index: 'families_pkey',
  request: (id: string) => ({ text: `${SELECT_FAMILIES} WHERE id = $1 FOR UPDATE`, values: [id] }),
  sample: (s) => [s.family],
})

export const familyMembers = definePattern({
  name: 'identity.family-members',
  store: 'postgres',
  summary: 'members of a family in the order in which they joined',
  index: 'family_members_pkey',
  acceptedFindings: { 'in-memory-sort': 'a family has few members, and all of them are returned' },
  request: (familyId: string) => ({
    text: `SELECT m.user_id, u.display_name, u.email, m.role, m.joined_at
FROM family_members m JOIN users u ON u.id = m.user_id
WHERE m.family_id = $1 ORDER BY m.joined_at, m.user_id`,
    values: [familyId],
  }),
  sample: (s) => [s.family],
})
