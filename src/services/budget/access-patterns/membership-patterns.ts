import { MEMBERSHIP_COLLECTION } from '../../../domain/membership-document.js'
import { definePattern } from '../../../stores/contracts/access-pattern.js'

/** `keys` are `USER#<id>` and `FAMILY#<id>`. */
export const membershipsByKey = definePattern({
  name: 'budget.memberships',
  store: 'mongo',
  summary: 'the memberships of users and the state of families, to authorize a write',
  index: '_id_',
  request: (keys: readonly string[]) => ({
    find: MEMBERSHIP_COLLECTION,
    filter: { _id: { $in: keys } },
  }),
  sample: (s) => [[`USER#${s.user}`, `FAMILY#${s.family}`]],
})
