import type { FamilyMemberRow, FamilyRow, MemberRole, UserRow } from '../domain/identity-rows.js'
import { DEMO_PASSWORD_HASH } from './demo-login.js'
import { asciiName, givenName, surname } from './person-names.js'
import { type Place, type Region, REGIONS } from './places.js'
import type { Locale, Story } from './profile.js'
import type { RandomStream } from './random-stream.js'
import type { WorldBase } from './world-base.js'
import { daysBefore, isoSeconds } from './world-time.js'

const DAY = 86_400_000
/** Ranks of Zipf's law go from 1 to this. */
const RANKS = 100
/** Families move in between this many days before the records begin, and that day. */
const MOVING_IN_DAYS = 30

export interface Member {
  readonly id: string
  readonly given: string
  readonly surname: string
  readonly email: string
  readonly role: MemberRole
  readonly joinedAt: number
}

/** A family and its people: what all their records refer to. */
export interface Household {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly locale: Locale
  readonly region: Region
  readonly place: Place
  readonly createdAt: number
  /** The first is the owner. */
  readonly members: readonly Member[]
  /** Zipf rank of its activity; nothing is generated for one without. */
  readonly rank: number | undefined
  readonly story: Story | undefined
  readonly random: RandomStream
}

/** The family of that index, a pure function of the world. */
export function household(world: WorldBase, index: number): Household {
  const { profile } = world
  const story = profile.stories?.[index]
  const random = world.random.at('family').at(index)
  const locale = story?.locale ?? random.at('locale').weighted(profile.locales as Record<Locale, number>)
  const region = REGIONS[locale]
  const places = region.places
  const place = places.find(({ city }) => city === story?.city) ?? random.at('city').pick(places)
  const createdAt = movedIn(world, index)
  const name = story?.members[0]?.surname ?? surname(locale, random.at('surname'))
  const seed = { index, random, locale, name, createdAt }
  const members = story ? told(world, seed, story) : generated(world, seed)
  return {
    index,
    id: familyId(world, index),
    name: story?.name ?? familyName(locale, name),
    locale,
    region,
    place,
    createdAt,
    members,
    rank: story ? story.rank : random.at('rank').int(1, RANKS),
    story,
    random,
  }
}

/** The id of the family; cheap, and the same in every version of the generator. */
export function familyId(world: WorldBase, index: number): string {
  const told = world.profile.stories?.[index]?.id
  if (told !== undefined) return told
  return world.ids.id({ kind: 'family', family: index, member: 0, ordinal: 0 }, movedIn(world, index))
}

export function familyRow(family: Household): FamilyRow {
  const at = isoSeconds(family.createdAt)
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

export function userRow(family: Household, member: Member): UserRow {
  const at = isoSeconds(member.joinedAt)
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

export function memberRow(family: Household, member: Member): FamilyMemberRow {
  return {
    family_id: family.id,
    user_id: member.id,
    role: member.role,
    joined_at: isoSeconds(member.joinedAt),
  }
}

interface HouseholdSeed {
  readonly index: number
  readonly random: RandomStream
  readonly locale: Locale
  readonly name: string
  readonly createdAt: number
}

/** Drawn from the key of the ids alone, so that it never changes with the generator (see world-ids.ts). */
function movedIn(world: WorldBase, index: number): number {
  const random = world.idKey.at('moved-in').at(index)
  const first = daysBefore(world.anchor, world.profile.historyDays + MOVING_IN_DAYS)
  return first + random.int(0, MOVING_IN_DAYS - 1) * DAY + random.int(8 * 3600, 20 * 3600) * 1000
}

function told(world: WorldBase, seed: HouseholdSeed, story: Story): readonly Member[] {
  return story.members.map((member, m) => {
    const joinedAt = seed.createdAt + m * 60_000
    return {
      id: member.id ?? userId(world, seed.index, m, joinedAt),
      given: member.given,
      surname: member.surname,
      email: member.email ?? emailAddress(world, member.given, member.surname, seed.index),
      role: member.role,
      joinedAt,
    }
  })
}

function generated(world: WorldBase, seed: HouseholdSeed): readonly Member[] {
  const size = Number(seed.random.at('size').weighted(world.profile.familySizes))
  const adults = Math.min(size, 2)
  const taken = new Set<string>()
  return Array.from({ length: size }, (_, m) => {
    const random = seed.random.at('member').at(m)
    // One in five partners kept their own name; children bear the family's.
    const own = m === 1 && random.at('own-name').chance(0.2)
    const last = own ? surname(seed.locale, random.at('surname')) : seed.name
    const given = freeGivenName(seed.locale, random.at('given'), taken)
    const joinedAt = seed.createdAt + m * 60_000 + random.at('joined').int(0, 59) * 1000
    return {
      id: userId(world, seed.index, m, joinedAt),
      given,
      surname: last,
      email: emailAddress(world, given, last, seed.index),
      role: m === 0 ? 'owner' : m < adults ? 'adult' : 'child',
      joinedAt,
    }
  })
}

/** Nobody of a family shares a given name, not even in the plain letters of an address. */
function freeGivenName(locale: Locale, random: RandomStream, taken: Set<string>): string {
  for (;;) {
    const name = givenName(locale, random)
    const plain = asciiName(name)
    if (taken.has(plain)) continue
    taken.add(plain)
    return name
  }
}

function userId(world: WorldBase, family: number, member: number, joinedAt: number): string {
  return world.ids.id({ kind: 'user', family, member, ordinal: 0 }, joinedAt)
}

/** Unique by construction: the family's number, the given name within it, the world's own domain. */
function emailAddress(world: WorldBase, given: string, last: string, family: number): string {
  return `${asciiName(given)}.${asciiName(last)}${family}@${world.domain}`
}

function familyName(locale: Locale, name: string): string {
  if (locale === 'de') return `Familie ${name}`
  if (locale === 'fr') return `Famille ${name}`
  if (locale === 'es') return `Familia ${name}`
  return `The ${name} Family`
}

/** The first whole day on which the family has records. */
export function firstDay(family: Household): number {
  return daysBefore(family.createdAt, 0) + DAY
}
