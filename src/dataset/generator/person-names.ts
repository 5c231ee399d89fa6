import type { Faker } from '@faker-js/faker'
// Each locale by itself: the package's own index loads seventy of them, for 15 MB and a quarter of a second.
import { faker as de } from '@faker-js/faker/locale/de'
import { faker as enGB } from '@faker-js/faker/locale/en_GB'
import { faker as enUS } from '@faker-js/faker/locale/en_US'
import { faker as es } from '@faker-js/faker/locale/es'
import { faker as fr } from '@faker-js/faker/locale/fr'
import type { Locale } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'

const LOCALE_FAKERS: Readonly<Record<Locale, Faker>> = { en_US: enUS, en_GB: enGB, de, fr, es }

/** What faker draws from at this moment; set before each call, since `faker.seed()` would cost 22 µs. */
let currentStream: RandomStream | undefined
const randomizer = {
  next: (): number => currentStream?.fraction() ?? 0,
  seed: (): void => {},
}
const seededFakers = new Map<Locale, Faker>()

/** A given name that fits the locale. */
export function generateGivenName(locale: Locale, random: RandomStream): string {
  return drawName(locale, random, (faker) => faker.person.firstName())
}

/** A family name that fits the locale. */
export function generateSurname(locale: Locale, random: RandomStream): string {
  return drawName(locale, random, (faker) => faker.person.lastName())
}

/** The name as it stands in an email address: plain ASCII letters. */
export function toAsciiName(name: string): string {
  const lower = name.toLowerCase()
  // Most are that already, and the rest of this is a tenth of making a user.
  if (/^[a-z]+$/.test(lower)) return lower
  const plain = lower
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
  return plain === '' ? 'x' : plain
}

function drawName(locale: Locale, random: RandomStream, draw: (faker: Faker) => string): string {
  let faker = seededFakers.get(locale)
  if (faker === undefined) {
    const { constructor, rawDefinitions } = LOCALE_FAKERS[locale]
    // The class, which only the index exports.
    faker = new (constructor as typeof Faker)({ locale: rawDefinitions, randomizer })
    seededFakers.set(locale, faker)
  }
  currentStream = random
  return draw(faker)
}
