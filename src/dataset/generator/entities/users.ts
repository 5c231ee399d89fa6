import { DEMO_PASSWORD_HASH } from '../../demo-login.js'
import { formatIsoSeconds } from '../calendar.js'
import { defineGenerator } from '../entity-generator.js'

export const users = defineGenerator('users', {
  generate: ({ family }) =>
    family.members.map((member) => {
      const at = formatIsoSeconds(member.joinedAt)
      return {
        id: member.id,
        email: member.email,
        password_hash: DEMO_PASSWORD_HASH,
        display_name: `${member.given} ${member.surname}`,
        family_id: family.id,
        version: 1,
        created_at: at,
        updated_at: at,
      }
    }),
})
