import type { InvitationRow } from '../../domain/entities/invitation.js'
import type { MemberRole } from '../../domain/entities/member.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { ExpenseEventData } from '../../domain/large-expense-rule.js'
import type { FamilyFixture, Locale } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'
import type { City, Region } from './regions.js'

/** A member of a family, before it becomes a user and a membership. */
export interface PlannedMember {
  readonly id: string
  readonly given: string
  readonly surname: string
  readonly email: string
  readonly role: MemberRole
  /** Has joined by accepting an invitation. */
  readonly invited: boolean
  /** Milliseconds since 1970. */
  readonly joinedAt: number
}

/** A family with its members. */
export interface PlannedFamily {
  /** The position of the family in the dataset. */
  readonly index: number
  readonly id: string
  readonly name: string
  readonly locale: Locale
  readonly region: Region
  readonly city: City
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** The first member is the owner. */
  readonly members: readonly PlannedMember[]
  /** Zipf rank of its activity. Without a rank it has only the records of its fixture. */
  readonly rank: number | undefined
  readonly fixture: FamilyFixture | undefined
  readonly random: RandomStream
}

/** An expense over the limit of the review rule: the event that the budget service would have published for it. */
export interface LargeExpense {
  readonly event: EventEnvelope
  readonly data: ExpenseEventData
}

/** An invitation to a family, with the events that the identity service would have published for it. */
export interface PlannedInvitation {
  readonly events: readonly EventEnvelope[]
  /** Its row, if it has not been answered. */
  readonly pending?: InvitationRow
}

/**
 * What the records of a family in all stores agree on: its members, and facts that concern several entities. Generators of
 * entities take such facts from here and never from each other.
 */
export interface FamilyPlan extends PlannedFamily {
  /** Each has an event in the event log and a review todo. Computed on first use. */
  readonly largeExpenses: readonly LargeExpense[]
  /** Computed on first use. */
  readonly invitations: readonly PlannedInvitation[]
}
