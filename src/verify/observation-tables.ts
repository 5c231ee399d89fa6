import { ObservationTable } from './observation-table.js'

/** What is known about each user, family, expense, email address and event, from all three stores. */
export interface ObservationTables {
  readonly users: ObservationTable
  readonly families: ObservationTable
  readonly expenses: ObservationTable
  readonly emails: ObservationTable
  readonly events: ObservationTable
  /** Names of the categories; reference data, so they are few. */
  readonly categories: Set<string>
  /** What was written after this moment may still be on its way to the other stores. */
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
