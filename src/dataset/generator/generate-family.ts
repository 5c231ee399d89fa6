import type { FamilyMemberRow, FamilyRow, MemberRole, UserRow } from '../../domain/identity-rows.js'
import { DEMO_PASSWORD_HASH } from '../demo-login.js'
import { toAsciiName, generateGivenName, generateSurname } from './person-names.js'
import { type City, type Region, REGIONS } from './regions.js'
import type { Locale, FamilyFixture } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'
import type { GeneratorContext } from './generator-context.js'
import { getMidnightDaysBefore, formatIsoSeconds } from './calendar.js'

const DAY_MS = 86_400_000
/** Ranks of Zipf's law go from 1 to this. */
const MAX_RANK = 100
/** Families move in between this many days before the records begin, and that day. */
const MOVE_IN_PERIOD_DAYS = 30

export interface GeneratedMember {
  readonly id: string
  readonly given: string
  readonly surname: string
  readonly email: string
  readonly role: MemberRole
  readonly joinedAt: number
}

/** A family and its people: what all their records refer to. */
export interface GeneratedFamily {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly locale: Locale
  readonly region: Region
  readonly city: City
  readonly createdAt: number
  /** The first is the owner. */
  readonly members: readonly GeneratedMember[]
  /** Zipf rank of its activity; nothing is generated for one without. */
  readonly rank: number | undefined
  readonly fixture: FamilyFixture | undefined
  readonly random: RandomStream
}

/** The family of that index, a pure function of the world. */
export function generateFamily(dataset: GeneratorContext, index: number): GeneratedFamily {
  const { profile } = dataset
  const fixture = profile.fixtures?.[index]
  const random = dataset.random.derive('family').derive(index)
  const locale =
    fixture?.locale ?? random.derive('locale').pickWeighted(profile.locales as Record<Locale, number>)
  const region = REGIONS[locale]
  const places = region.cities
  const location = places.find(({ name }) => name === fixture?.city) ?? random.derive('city').pick(places)
  const createdAt = getMoveInTime(dataset, index)
  const name = fixture?.members[0]?.surname ?? generateSurname(locale, random.derive('surname'))
  const seed = { index, random, locale, name, createdAt }
  const members = fixture ? createFixtureMembers(dataset, seed, fixture) : generateMembers(dataset, seed)
  return {
    index,
    id: getFamilyId(dataset, index),
    name: fixture?.name ?? formatFamilyName(locale, name),
    locale,
    region,
    city: location,
    createdAt,
    members,
    rank: fixture ? fixture.rank : random.derive('rank').int(1, MAX_RANK),
    fixture: fixture,
    random,
  }
}

/** The id of the family; cheap, and the same in every version of the generator. */
export function getFamilyId(dataset: GeneratorContext, index: number): string {
  const fixture = dataset.profile.fixtures?.[index]?.id
  if (fixture !== undefined) return fixture
  return dataset.ids.encode(
    { kind: 'family', family: index, member: 0, ordinal: 0 },
    getMoveInTime(dataset, index),
  )
}

export function toFamilyRow(family: GeneratedFamily): FamilyRow {
  const at = formatIsoSeconds(family.createdAt)
  return {
    id: family.id,
    name: family.name,
    owner_id: family.members[0]?.id ?? '',
    member_count: family.members.length,
    version: 1,
    created_at: at,
    updated_at: at,
  }
}

export function toUserRow(family: GeneratedFamily, member: GeneratedMember): UserRow {
  const at = formatIsoSeconds(member.joinedAt)
  return {
    id: member.id,
    email: member.email,
    password_hash: DEMO_PASSWORD_HASH,
    display_name: `${member.given} ${member.surname}`,
    family_id: family.id,
    version: 1,
    created_at: at,
    updated_at: at,
  }
}

export function toMemberRow(family: GeneratedFamily, member: GeneratedMember): FamilyMemberRow {
  return {
    family_id: family.id,
    user_id: member.id,
    role: member.role,
    joined_at: formatIsoSeconds(member.joinedAt),
  }
}

interface FamilyBasics {
  readonly index: number
  readonly random: RandomStream
  readonly locale: Locale
  readonly name: string
  readonly createdAt: number
}

/** Drawn from the key of the ids alone, so that it never changes with the generator (see world-ids.ts). */
function getMoveInTime(dataset: GeneratorContext, index: number): number {
  const random = dataset.idStream.derive('moved-in').derive(index)
  const first = getMidnightDaysBefore(dataset.anchor, dataset.profile.historyDays + MOVE_IN_PERIOD_DAYS)
  return first + random.int(0, MOVE_IN_PERIOD_DAYS - 1) * DAY_MS + random.int(8 * 3600, 20 * 3600) * 1000
}

function createFixtureMembers(
  dataset: GeneratorContext,
  seed: FamilyBasics,
  fixture: FamilyFixture,
): readonly GeneratedMember[] {
  return fixture.members.map((member, m) => {
    const joinedAt = seed.createdAt + m * 60_000
    return {
      id: member.id ?? createUserId(dataset, seed.index, m, joinedAt),
      given: member.given,
      surname: member.surname,
      email: member.email ?? createEmailAddress(dataset, member.given, member.surname, seed.index),
      role: member.role,
      joinedAt,
    }
  })
}

function generateMembers(dataset: GeneratorContext, seed: FamilyBasics): readonly GeneratedMember[] {
  const size = Number(seed.random.derive('size').pickWeighted(dataset.profile.familySizes))
  const adults = Math.min(size, 2)
  const inUse = new Set<string>()
  return Array.from({ length: size }, (_, m) => {
    const random = seed.random.derive('member').derive(m)
    // One in five partners kept their own name; children bear the family's.
    const own = m === 1 && random.derive('own-name').chance(0.2)
    const last = own ? generateSurname(seed.locale, random.derive('surname')) : seed.name
    const given = pickUnusedGivenName(seed.locale, random.derive('given'), inUse)
    const joinedAt = seed.createdAt + m * 60_000 + random.derive('joined').int(0, 59) * 1000
    return {
      id: createUserId(dataset, seed.index, m, joinedAt),
      given,
      surname: last,
      email: createEmailAddress(dataset, given, last, seed.index),
      role: m === 0 ? 'owner' : m < adults ? 'adult' : 'child',
      joinedAt,
    }
  })
}

/** Nobody of a family shares a given name, not even in the plain letters of an address. */
function pickUnusedGivenName(locale: Locale, random: RandomStream, inUse: Set<string>): string {
  for (;;) {
    const name = generateGivenName(locale, random)
    const plain = toAsciiName(name)
    if (inUse.has(plain)) continue
    inUse.add(plain)
    return name
  }
}

function createUserId(dataset: GeneratorContext, family: number, member: number, joinedAt: number): string {
  return dataset.ids.encode({ kind: 'user', family, member, ordinal: 0 }, joinedAt)
}

/** Unique by construction: the family's number, the given name within it, the world's own domain. */
function createEmailAddress(dataset: GeneratorContext, given: string, last: string, family: number): string {
  return `${toAsciiName(given)}.${toAsciiName(last)}${family}@${dataset.emailDomain}`
}

function formatFamilyName(locale: Locale, name: string): string {
  if (locale === 'de') return `Familie ${name}`
  if (locale === 'fr') return `Famille ${name}`
  if (locale === 'es') return `Familia ${name}`
  return `The ${name} Family`
}

/** The first whole day on which the family has records. */
export function getFirstDay(family: GeneratedFamily): number {
  return getMidnightDaysBefore(family.createdAt, 0) + DAY_MS
}
