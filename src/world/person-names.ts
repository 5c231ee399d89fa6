import { base, de, en, en_GB, en_US, es, Faker, fr, type LocaleDefinition } from '@faker-js/faker'
import type { Locale } from './profile.js'
import type { RandomStream } from './random-stream.js'

const DEFINITIONS: Readonly<Record<Locale, readonly LocaleDefinition[]>> = {
  en_US: [en_US, en, base],
  en_GB: [en_GB, en, base],
  de: [de, base],
  fr: [fr, base],
  es: [es, base],
}

/** What faker draws from at this moment; set before each call, since `faker.seed()` would cost 22 µs. */
let current: RandomStream | undefined
const randomizer = {
  next: (): number => current?.fraction() ?? 0,
  seed: (): void => {},
}
const fakers = new Map<Locale, Faker>()

/** A given name that fits the locale. */
export function givenName(locale: Locale, random: RandomStream): string {
  return drawn(locale, random, (faker) => faker.person.firstName())
}

/** A family name that fits the locale. */
export function surname(locale: Locale, random: RandomStream): string {
  return drawn(locale, random, (faker) => faker.person.lastName())
}

/** The name as it stands in an email address: plain ASCII letters. */
export function asciiName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
  return plain === '' ? 'x' : plain
}

function drawn(locale: Locale, random: RandomStream, draw: (faker: Faker) => string): string {
  let faker = fakers.get(locale)
  if (faker === undefined) {
    faker = new Faker({ locale: [...DEFINITIONS[locale]], randomizer })
    fakers.set(locale, faker)
  }
  current = random
  return draw(faker)
}
