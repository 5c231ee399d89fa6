import { getIdAfterPrefix } from '../../domain/prefixed-id.js'
import { getStringField } from '../field-access.js'
import type { Subject } from '../invariants/invariant.js'

/** What a record says about a user. `family` and `id` name the record or the family that it says it of. */
export type UserObservation =
  | { readonly kind: 'user'; readonly family?: string | undefined }
  | { readonly kind: 'member'; readonly family: string }
  | { readonly kind: 'owner'; readonly family: string }
  /** `partition` is the todo's `GSI1PK`. */
  | { readonly kind: 'todo'; readonly id: string; readonly partition: string }
  | { readonly kind: 'assigned'; readonly id: string; readonly partition: string }

/** Users by id, whether they exist or are only referred to. */
export const users: Subject<UserObservation> = {
  name: 'users',
  observers: {
    users({ id, fields }, observe) {
      observe(id, { kind: 'user', family: getStringField(fields, 'family_id') })
    },
    families({ id, fields }, observe) {
      observe(getStringField(fields, 'owner_id') ?? '', { kind: 'owner', family: id })
    },
    members({ fields }, observe) {
      const family = getStringField(fields, 'family_id') ?? ''
      observe(getStringField(fields, 'user_id') ?? '', { kind: 'member', family })
    },
    todos({ id, fields }, observe) {
      const partition = getStringField(fields, 'GSI1PK') ?? ''
      const owner = getStringField(fields, 'owner') ?? getIdAfterPrefix(getStringField(fields, 'PK'), 'USER#')
      observe(owner ?? '', { kind: 'todo', id, partition })
      const assignee = getIdAfterPrefix(getStringField(fields, 'assigned_to'), 'USER#')
      if (assignee !== undefined) observe(assignee, { kind: 'assigned', id, partition })
    },
  },
}

/** The user itself; undefined if it does not exist. */
export function findUser(
  observations: readonly UserObservation[],
): Extract<UserObservation, { kind: 'user' }> | undefined {
  return observations.find((each) => each.kind === 'user')
}

/** The families that the user is a member of. */
export function collectMemberFamilies(observations: readonly UserObservation[]): ReadonlySet<string> {
  return new Set(observations.filter((each) => each.kind === 'member').map(({ family }) => family))
}

/** The partitions that the todos of a user can be in: that of its private todos, and that of its family if it has one. */
export function getTodoPartitions(userId: string, family: string | undefined): readonly string[] {
  return [...(family === undefined ? [] : [`FAMILY#${family}`]), `USER#${userId}`]
}
