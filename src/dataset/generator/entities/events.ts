import { toEventRow } from '../../../domain/entities/event.js'
import { defineGenerator } from '../entity-generator.js'

/** Only the events that other records depend on, and those of invitations, whose end is recorded nowhere else. */
export const events = defineGenerator('events', {
  generate: ({ family }) =>
    [
      ...family.invitations.flatMap((invitation) => invitation.events),
      ...family.largeExpenses.map(({ event }) => event),
    ].map(toEventRow),
})
