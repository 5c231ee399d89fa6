import { checkEach, defineInvariant, type Subject } from './invariant.js'

/** Events of the event log by id. Only their number matters. */
const loggedEvents: Subject<true> = {
  name: 'events',
  observers: {
    events({ id }, observe) {
      observe(id, true)
    },
  },
}

export const uniqueEvents = defineInvariant({
  number: 14,
  name: 'unique-events',
  statement: 'each event is in the event log once',
  subjects: [
    checkEach(loggedEvents, (id, observations, report) => {
      if (observations.length < 2) return
      const message = `Event ${id} is in the event log ${observations.length} times.`
      report({ store: 'postgres', id, message })
    }),
  ],
})
