import type { SagaDefinition } from './saga.js'

/** How one service takes its share of a family away. Each operation may be repeated, and may find part of it done. */
export interface FamilyArchive {
  /** Puts the family's records where nothing finds them, so that they can come back as they were. */
  archive(familyId: string, sagaId: string): Promise<void>
  /** Brings back what `archive` put away, wherever it stopped. */
  restore(familyId: string, sagaId: string): Promise<void>
  /** Removes for good what was put away, and what was added since. */
  purge(familyId: string, sagaId: string): Promise<void>
}

export interface FamilyDeletionOperations {
  readonly todos: FamilyArchive
  readonly expenses: FamilyArchive
  /** Removes the family itself in one transaction; does nothing when it is gone. */
  removeFamily(familyId: string, correlationId: string): Promise<void>
}

export const FAMILY_DELETION_KIND = 'family-deletion'

/** Deletes a family in all three stores: put away, decide, purge. Until the family itself is removed all of it comes back. */
export function createFamilyDeletionSaga(parts: FamilyDeletionOperations): SagaDefinition {
  const { todos, expenses } = parts
  return {
    kind: FAMILY_DELETION_KIND,
    steps: [
      {
        name: 'archive-todos',
        run: (saga) => todos.archive(saga.subject, saga.id),
        compensate: (saga) => todos.restore(saga.subject, saga.id),
      },
      {
        name: 'archive-expenses',
        run: (saga) => expenses.archive(saga.subject, saga.id),
        compensate: (saga) => expenses.restore(saga.subject, saga.id),
      },
      {
        name: 'remove-family',
        pivot: true,
        run: (saga) => parts.removeFamily(saga.subject, saga.correlationId),
      },
      { name: 'purge-todos', run: (saga) => todos.purge(saga.subject, saga.id) },
      { name: 'purge-expenses', run: (saga) => expenses.purge(saga.subject, saga.id) },
    ],
  }
}
