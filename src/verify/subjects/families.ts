import { getStringField } from '../field-access.js'
import type { Subject } from '../invariants/invariant.js'

/** What a record says about a family. */
export type FamilyObservation =
  | { readonly kind: 'family'; readonly memberCount: number | null }
  | { readonly kind: 'member' }

/** Families by id, whether they exist or are only referred to. */
export const families: Subject<FamilyObservation> = {
  name: 'families',
  observers: {
    families({ id, fields }, observe) {
      const count = fields['member_count']
      observe(id, { kind: 'family', memberCount: typeof count === 'number' ? count : null })
    },
    members({ fields }, observe) {
      observe(getStringField(fields, 'family_id') ?? '', { kind: 'member' })
    },
  },
}

/** The family itself; undefined if it does not exist. */
export function findFamily(
  observations: readonly FamilyObservation[],
): Extract<FamilyObservation, { kind: 'family' }> | undefined {
  return observations.find((each) => each.kind === 'family')
}
