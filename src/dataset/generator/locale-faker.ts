import type { Faker } from '@faker-js/faker'
// One import per locale: the package's index loads seventy locales, which takes 15 MB and 250 ms.
import { faker as de } from '@faker-js/faker/locale/de'
import { faker as enGB } from '@faker-js/faker/locale/en_GB'
import { faker as enUS } from '@faker-js/faker/locale/en_US'
import { faker as es } from '@faker-js/faker/locale/es'
import { faker as fr } from '@faker-js/faker/locale/fr'
import type { Locale } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'

const LOCALE_FAKERS: Readonly<Record<Locale, Faker>> = { en_US: enUS, en_GB: enGB, de, fr, es }

/** The stream that faker draws from. Set before each use, because `faker.seed()` takes 22 µs. */
let currentStream: RandomStream | undefined
const randomizer = {
  next: (): number => currentStream?.fraction() ?? 0,
  seed: (): void => {},
}
const seededFakers = new Map<Locale, Faker>()

/** The faker of a locale, which draws from this stream until the next call. */
export function getLocaleFaker(locale: Locale, random: RandomStream): Faker {
  let faker = seededFakers.get(locale)
  if (faker === undefined) {
    const { constructor, rawDefinitions } = LOCALE_FAKERS[locale]
    // The class Faker itself is exported by the index only.
    faker = new (constructor as typeof Faker)({ locale: rawDefinitions, randomizer })
    seededFakers.set(locale, faker)
  }
  currentStream = random
  return faker
}
