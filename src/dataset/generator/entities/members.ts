import { formatIsoSeconds } from '../calendar.js'
import { defineGenerator } from '../entity-generator.js'

export const members = defineGenerator('members', {
  generate: ({ family }) =>
    family.members.map((member) => ({
      family_id: family.id,
      user_id: member.id,
      role: member.role,
      joined_at: formatIsoSeconds(member.joinedAt),
    })),
})
