import { definePattern } from '../../contracts/access-pattern.js'

/** Concurrent changes of one aggregate are serialized by its row lock, so `position` follows the commit order. */
export const pendingIdentityEvents = definePattern({
  name: 'identity.outbox',
  store: 'postgres',
  summary: 'pending events, read by the relay',
  index: 'outbox_position_key',
  request: (limit: number) => ({
    text: 'SELECT envelope FROM outbox ORDER BY position LIMIT $1',
    values: [limit],
  }),
  sample: () => [100],
})
