import { families, findFamily } from '../subjects/families.js'
import { checkEach, defineInvariant } from './invariant.js'

export const memberCount = defineInvariant({
  number: 8,
  name: 'member-count',
  statement: "a family's member_count equals the number of its members",
  subjects: [
    checkEach(families, (id, observations, report) => {
      const family = findFamily(observations)
      const members = observations.filter(({ kind }) => kind === 'member').length
      if (family === undefined || family.memberCount === members) return
      const message = `Family ${id}: member_count is ${family.memberCount}, but the number of members is ${members}.`
      report({ store: 'postgres', id, message })
    }),
  ],
})
