import { object, optional, string } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'

/** Requests the saga that deletes a family in all stores. The subject is the id of the family. */
export const familyDeletionRequested = defineEvent({
  type: 'identity.family.deletion_requested',
  data: object({ family_id: string(), requested_by: optional(string()) }),
  describe: ({ family_id, requested_by }, name) =>
    `The deletion of ${name(family_id)} was requested${requested_by === undefined ? '' : ` by ${name(requested_by)}`}`,
})
