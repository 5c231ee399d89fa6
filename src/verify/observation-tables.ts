import { ObservationTable } from './observation-table.js'

/** Observations about each user, family, expense, email address and event, from all three stores. */
export interface ObservationTables {
  readonly users: ObservationTable
  readonly families: ObservationTable
  readonly expenses: ObservationTable
  readonly emails: ObservationTable
  readonly events: ObservationTable
  /** Names of all categories. They are reference data, so there are few. */
  readonly categories: Set<string>
  /** Changes after this time may not have reached the other stores yet. */
  readonly before: Date
}

export function createObservationTables(directory: string, before: Date): ObservationTables {
  return {
    users: new ObservationTable('users', directory),
    families: new ObservationTable('families', directory),
    expenses: new ObservationTable('expenses', directory),
    emails: new ObservationTable('emails', directory),
    events: new ObservationTable('events', directory),
    categories: new Set(),
    before,
  }
}
