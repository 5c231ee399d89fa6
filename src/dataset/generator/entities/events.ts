import { toEventRow } from '../../../domain/entities/event.js'
import { defineGenerator } from '../entity-generator.js'

/** Only the events that other records depend on. */
export const events = defineGenerator('events', {
  generate: ({ family }) => family.largeExpenses.map(({ event }) => toEventRow(event)),
})
