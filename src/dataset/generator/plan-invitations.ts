import type { InvitationRow } from '../../domain/entities/invitation.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { DAY_MS, formatIsoSeconds } from './calendar.js'
import type { PlannedFamily, PlannedInvitation } from './family-plan.js'
import type { GeneratorContext } from './generator-context.js'
import { getLocaleFaker } from './locale-faker.js'
import { toAsciiName } from './to-ascii-name.js'

const TTL_MS = 7 * DAY_MS
/** A pending invitation can be accepted at any time, however long ago the anchor is. */
const PENDING_UNTIL = Date.parse('2099-12-31T23:59:59Z')
/** Of the ids of invitations' events. Generated and fixture expenses have lower ones. */
const EVENT_ORDINAL_BASE = 0xf000
/** Of all generated families: those with an invitation of this outcome. */
const RATIOS = { pending: 0.1, revoked: 0.05, expired: 0.05 } as const

/** What is known of an invitation before it becomes a row and events. Times are in milliseconds since 1970. */
interface InvitationFacts {
  readonly email: string
  readonly role: InvitationRow['role']
  readonly outcome: 'pending' | 'accepted' | 'revoked' | 'expired'
  readonly createdAt: number
  /** When it was accepted or revoked. */
  readonly endedAt?: number
}

/**
 * The invitations of a family as the identity service would have left them: a pending one is a row and has an event; one that was
 * accepted or revoked has two events; one that expired has been purged and has one event.
 */
export function planInvitations(
  context: GeneratorContext,
  family: PlannedFamily,
): readonly PlannedInvitation[] {
  const facts = [
    ...listAccepted(family),
    ...(family.fixture === undefined ? generateFacts(context, family) : listFixtureFacts(family)),
  ]
  return facts.map((each, ordinal) => planInvitation(context, family, each, ordinal))
}

/** Of the members who joined by an invitation, which was sent after the family was created. */
function listAccepted({ members }: PlannedFamily): readonly InvitationFacts[] {
  return members.flatMap(({ invited, role, email, joinedAt }) =>
    invited && role !== 'owner'
      ? [{ email, role, outcome: 'accepted' as const, createdAt: joinedAt - 30_000, endedAt: joinedAt }]
      : [],
  )
}

function listFixtureFacts({ fixture }: PlannedFamily): readonly InvitationFacts[] {
  return (fixture?.invitations ?? []).map(({ email, role, outcome, created_at: time }) => {
    const createdAt = Date.parse(time)
    return { email, role, outcome, createdAt, endedAt: createdAt + DAY_MS }
  })
}

function generateFacts(context: GeneratorContext, family: PlannedFamily): readonly InvitationFacts[] {
  const { anchor } = context
  const random = family.random.derive('invitation')
  const facts: InvitationFacts[] = []
  const add = (outcome: keyof typeof RATIOS, createdAt: number, endedAt?: number): void => {
    const own = random.derive(outcome)
    if (!own.derive('chance').chance(RATIOS[outcome])) return
    const email = createGuestAddress(context, family, own)
    const role = own.derive('role').chance(0.7) ? 'adult' : 'child'
    facts.push({ email, role, outcome, createdAt, ...(endedAt === undefined ? {} : { endedAt }) })
  }
  add('pending', anchor - random.derive('pending-since').int(1, 6 * 24 * 60) * 60_000)
  const revokedAt = anchor - random.derive('revoked-at').int(1, 24 * 60) * 60_000
  add('revoked', revokedAt - random.derive('revoked-after').int(60, 3 * 24 * 60) * 60_000, revokedAt)
  const sent = family.createdAt + random.derive('expired-since').int(60, 6 * 60) * 60_000
  if (sent + TTL_MS <= anchor) add('expired', sent)
  return facts
}

/** The first label is `guest`, which no member has: addresses of members start with a given name and a surname. */
function createGuestAddress(
  context: GeneratorContext,
  family: PlannedFamily,
  random: PlannedFamily['random'],
): string {
  const given = getLocaleFaker(family.locale, random.derive('given')).person.firstName()
  const last = getLocaleFaker(family.locale, random.derive('surname')).person.lastName()
  return `guest.${toAsciiName(given)}.${toAsciiName(last)}${family.index}@${context.emailDomain}`
}

function planInvitation(
  { ids }: GeneratorContext,
  family: PlannedFamily,
  { email, role, outcome, createdAt, endedAt = createdAt }: InvitationFacts,
  ordinal: number,
): PlannedInvitation {
  const id = ids.encode({ kind: 'invitation', family: family.index, member: 0, ordinal }, createdAt)
  const expiresAt = outcome === 'pending' ? PENDING_UNTIL : createdAt + TTL_MS
  const owner = family.members[0]?.id ?? ''
  const row = { id, family_id: family.id, email, role, invited_by: owner }
  const createEvent = (
    type: 'created' | 'accepted' | 'revoked',
    version: number,
    time: number,
  ): EventEnvelope => {
    const position = {
      family: family.index,
      member: 0,
      ordinal: EVENT_ORDINAL_BASE + 2 * ordinal + version - 1,
    }
    const eventId = ids.encode({ kind: 'event', ...position }, time)
    return {
      specversion: '1.0',
      id: eventId,
      source: '/identity',
      type: `identity.invitation.${type}`,
      subject: id,
      time: new Date(time).toISOString(),
      datacontenttype: 'application/json',
      aggregateversion: version,
      correlationid: eventId,
      familyid: family.id,
      data: {
        invitation: {
          id,
          family_id: family.id,
          family_name: family.name,
          email,
          role,
          invited_by: owner,
          created_at: new Date(createdAt).toISOString(),
          expires_at: new Date(expiresAt).toISOString(),
        },
      },
    }
  }
  const events = [createEvent('created', 1, createdAt)]
  if (outcome === 'accepted' || outcome === 'revoked') events.push(createEvent(outcome, 2, endedAt))
  const times = { created_at: formatIsoSeconds(createdAt), expires_at: formatIsoSeconds(expiresAt) }
  return outcome === 'pending' ? { events, pending: { ...row, ...times } } : { events }
}
