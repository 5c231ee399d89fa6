import type { FamilyFixture, Locale } from '../profiles/profile.js'
import { DAY_MS, getMidnightDaysBefore } from './calendar.js'
import type { PlannedFamily, PlannedMember } from './family-plan.js'
import type { GeneratorContext } from './generator-context.js'
import { getLocaleFaker } from './locale-faker.js'
import type { RandomStream } from './random-stream.js'
import { REGIONS } from './regions.js'
import { toAsciiName } from './to-ascii-name.js'

/** Zipf ranks are between 1 and this. */
const MAX_RANK = 100
/** Families are created within this many days before their first records. */
const MOVE_IN_PERIOD_DAYS = 30

/** Of all generated members except owners: those who joined by accepting an invitation. */
const INVITED_RATIO = 0.06

/** Plans the family with this index and its members. The result depends on the arguments only. */
export function planFamily(context: GeneratorContext, index: number): PlannedFamily {
  const { profile } = context
  const fixture = profile.fixtures?.[index]
  const random = context.random.derive('family').derive(index)
  const locale = fixture?.locale ?? random.derive('locale').pickWeighted(profile.locales)
  const region = REGIONS[locale]
  const { cities } = region
  const city = cities.find(({ name }) => name === fixture?.city) ?? random.derive('city').pick(cities)
  const createdAt = getMoveInTime(context, index)
  const name =
    fixture?.members[0]?.surname ?? getLocaleFaker(locale, random.derive('surname')).person.lastName()
  const basics = { index, random, locale, name, createdAt }
  const members = fixture ? createFixtureMembers(context, basics, fixture) : generateMembers(context, basics)
  return {
    index,
    id: getFamilyId(context, index),
    name: fixture?.name ?? formatFamilyName(locale, name),
    locale,
    region,
    city,
    createdAt,
    members,
    rank: fixture ? fixture.rank : random.derive('rank').int(1, MAX_RANK),
    fixture,
    random,
  }
}

/** The id of the family. Cheap to compute, and the same in every version of the generator. */
export function getFamilyId(context: GeneratorContext, index: number): string {
  const fixture = context.profile.fixtures?.[index]?.id
  if (fixture !== undefined) return fixture
  return context.ids.encode(
    { kind: 'family', family: index, member: 0, ordinal: 0 },
    getMoveInTime(context, index),
  )
}

interface FamilyBasics {
  readonly index: number
  readonly random: RandomStream
  readonly locale: Locale
  readonly name: string
  readonly createdAt: number
}

/**
 * Drawn from the id stream only, so that it does not change with the version of the generator (see dataset-ids.ts). The
 * label 'moved-in' must not change either: ids contain this time.
 */
function getMoveInTime(context: GeneratorContext, index: number): number {
  const random = context.idStream.derive('moved-in').derive(index)
  const first = getMidnightDaysBefore(context.anchor, context.profile.historyDays + MOVE_IN_PERIOD_DAYS)
  return first + random.int(0, MOVE_IN_PERIOD_DAYS - 1) * DAY_MS + random.int(8 * 3600, 20 * 3600) * 1000
}

function createFixtureMembers(
  context: GeneratorContext,
  basics: FamilyBasics,
  fixture: FamilyFixture,
): readonly PlannedMember[] {
  return fixture.members.map((member, m) => {
    const joinedAt = basics.createdAt + m * 60_000
    return {
      id: member.id ?? createUserId(context, basics.index, m, joinedAt),
      given: member.given,
      surname: member.surname,
      email: member.email ?? createEmailAddress(context, member.given, member.surname, basics.index),
      role: member.role,
      invited: member.invited ?? false,
      joinedAt,
    }
  })
}

function generateMembers(context: GeneratorContext, basics: FamilyBasics): readonly PlannedMember[] {
  const size = Number(basics.random.derive('size').pickWeighted(context.profile.familySizes))
  const adults = Math.min(size, 2)
  const inUse = new Set<string>()
  return Array.from({ length: size }, (_, m) => {
    const random = basics.random.derive('member').derive(m)
    // One in five partners has a different surname; children have the family's.
    const own = m === 1 && random.derive('own-name').chance(0.2)
    const last = own ? getLocaleFaker(basics.locale, random.derive('surname')).person.lastName() : basics.name
    const given = pickUnusedGivenName(basics.locale, random.derive('given'), inUse)
    const joinedAt = basics.createdAt + m * 60_000 + random.derive('joined').int(0, 59) * 1000
    return {
      id: createUserId(context, basics.index, m, joinedAt),
      given,
      surname: last,
      email: createEmailAddress(context, given, last, basics.index),
      role: m === 0 ? 'owner' : m < adults ? 'adult' : 'child',
      invited: m > 0 && random.derive('invited').chance(INVITED_RATIO),
      joinedAt,
    }
  })
}

/** Given names are unique within a family, also when reduced to ASCII for an email address. */
function pickUnusedGivenName(locale: Locale, random: RandomStream, inUse: Set<string>): string {
  for (;;) {
    const name = getLocaleFaker(locale, random).person.firstName()
    const ascii = toAsciiName(name)
    if (inUse.has(ascii)) continue
    inUse.add(ascii)
    return name
  }
}

function createUserId(context: GeneratorContext, family: number, member: number, joinedAt: number): string {
  return context.ids.encode({ kind: 'user', family, member, ordinal: 0 }, joinedAt)
}

/** Unique by construction: a given name unique in the family, the family's index and the dataset's own domain. */
function createEmailAddress(context: GeneratorContext, given: string, last: string, family: number): string {
  return `${toAsciiName(given)}.${toAsciiName(last)}${family}@${context.emailDomain}`
}

function formatFamilyName(locale: Locale, name: string): string {
  if (locale === 'de') return `Familie ${name}`
  if (locale === 'fr') return `Famille ${name}`
  if (locale === 'es') return `Familia ${name}`
  return `The ${name} Family`
}
