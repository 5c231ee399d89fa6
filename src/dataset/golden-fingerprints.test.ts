import { expect, test } from 'vitest'
import { GENERATOR_VERSION } from './generator/generator-version.js'
import { previewDataset } from './seeding/preview-dataset.js'

/**
 * Fingerprints of the shipped profiles. If this fails because the generator was changed on purpose, raise
 * GENERATOR_VERSION and record the new fingerprints here: existing data must not be mistaken for the new dataset.
 */
const GOLDEN = {
  generator: 2,
  datasets: [
    ['demo', 1, undefined, 'ad76226539b6685c47e83a205c5aa1255f1fca591d3a48d4eb59a5d7d27370fc'],
    ['demo', 2, undefined, 'aeb3e1200d3853947b0bfc65bf32fd536187ce09fa5142d1120d6061d936aa96'],
    ['small', 1, undefined, '226656cce73ca7b749bba0c2d0ddd89fcdcd9178d23588c2e9e1300bf7b3165d'],
    ['load', 1, 200, '5ff5ce7bc79413b50f2253cfa5e8a7a745c5ca1bf9bf5c583f679bc3befa00fb'],
  ],
} as const

test('the fingerprints are those of the current version of the generator', () => {
  expect(GENERATOR_VERSION).toBe(GOLDEN.generator)
})

test.each(GOLDEN.datasets)(
  '%s with seed %i has its recorded fingerprint',
  async (profile, seed, families, fingerprint) => {
    const preview = await previewDataset({ profile, seed, ...(families === undefined ? {} : { families }) })
    expect(preview.fingerprint.dataset).toBe(fingerprint)
  },
)
