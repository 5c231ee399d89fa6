import { collectMemberFamilies, findUser, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

export const userMembership = defineInvariant({
  number: 10,
  name: 'user-membership',
  statement: 'a user is a member of the family that family_id names',
  subjects: [
    checkEach(users, (id, observations, report) => {
      const family = findUser(observations)?.family
      if (family === undefined || collectMemberFamilies(observations).has(family)) return
      const message = `User ${id} has the family_id ${family} but is not a member of that family.`
      report({ store: 'postgres', id, message })
    }),
  ],
})
