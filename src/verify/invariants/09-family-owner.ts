import { collectMemberFamilies, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

export const familyOwner = defineInvariant({
  number: 9,
  name: 'family-owner',
  statement: "a family's owner is a member of it",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const owned = observations.filter((each) => each.kind === 'owner')
      if (owned.length === 0) return
      const memberFamilies = collectMemberFamilies(observations)
      for (const { family } of owned) {
        if (memberFamilies.has(family)) continue
        const message = `Family ${family}: its owner ${userId} is not a member.`
        report({ store: 'postgres', id: family, message })
      }
    }),
  ],
})
