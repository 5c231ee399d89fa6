import { FactTable } from './fact-table.js'

/** What is known about each user, family, expense, email address and event, from all three stores. */
export interface FactTables {
  readonly users: FactTable
  readonly families: FactTable
  readonly expenses: FactTable
  readonly emails: FactTable
  readonly events: FactTable
  /** Names of the categories; reference data, so they are few. */
  readonly categories: Set<string>
  /** What was written after this moment may still be on its way to the other stores. */
  readonly before: Date
}

export function factTables(folder: string, before: Date): FactTables {
  return {
    users: new FactTable('users', folder),
    families: new FactTable('families', folder),
    expenses: new FactTable('expenses', folder),
    emails: new FactTable('emails', folder),
    events: new FactTable('events', folder),
    categories: new Set(),
    before,
  }
}
