import { defineInvariant } from './invariant.js'

export const deliveredEvents = defineInvariant({
  number: 13,
  name: 'delivered-events',
  statement: 'no event waits in an outbox for more than a minute, and there are no dead letters',
  async checkStore(store, { before }, report) {
    for (const { id, message } of await store.listUndeliveredEvents(before)) {
      report({ store: store.name, id, message })
    }
  },
})
