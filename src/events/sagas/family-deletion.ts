import type { SagaDefinition } from './saga.js'

/** How a service deletes its records of a family. All operations are idempotent and may find part of the work done. */
export interface FamilyArchive {
  /** Moves the family's records to an archive from which they can be restored. */
  archive(familyId: string, sagaId: string): Promise<void>
  /** Restores what `archive` moved, wherever it stopped. */
  restore(familyId: string, sagaId: string): Promise<void>
  /** Deletes the archived records, and records added since. */
  purge(familyId: string, sagaId: string): Promise<void>
}

export interface FamilyDeletionOperations {
  readonly todos: FamilyArchive
  readonly expenses: FamilyArchive
  /** Deletes the family itself in one transaction; does nothing if it does not exist. */
  removeFamily(familyId: string, correlationId: string): Promise<void>
}

export const FAMILY_DELETION_KIND = 'family-deletion'

/** Deletes a family in all three stores: archive, delete the family, purge. Before the family itself is deleted, everything can be restored. */
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
