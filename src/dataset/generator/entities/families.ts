import { formatIsoSeconds } from '../calendar.js'
import { defineGenerator } from '../entity-generator.js'

export const families = defineGenerator('families', {
  generate({ family }) {
    const at = formatIsoSeconds(family.createdAt)
    return [
      {
        id: family.id,
        name: family.name,
        owner_id: family.members[0]?.id ?? '',
        member_count: family.members.length,
        version: 1,
        created_at: at,
        updated_at: at,
      },
    ]
  },
})
