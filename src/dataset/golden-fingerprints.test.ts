import { expect, test } from 'vitest'
import { GENERATOR_VERSION } from './generator/generator-version.js'
import { previewDataset } from './seeding/preview-dataset.js'

/**
 * Fingerprints of the shipped profiles. If this fails because the generator was changed on purpose, raise
 * GENERATOR_VERSION and record the new fingerprints here: existing data must not be mistaken for the new dataset.
 */
const GOLDEN = {
  generator: 1,
  datasets: [
    ['demo', 1, undefined, 'a91172ea388c5be3be28b220a6387989beed90dfb717130239123f9eeab96fd0'],
    ['demo', 2, undefined, 'b9ed94a22fbbd9a2fb2c3dbf821f987a73ff314c2f4f0b8c16db119b0be913d1'],
    ['small', 1, undefined, '5f36bb3432719b0d41cf8b776de05960b933b35e8b3718df82dca584fee2b50a'],
    ['load', 1, 200, '75f4305a56981a358da68f2ab2bb215e4a9269e62544ad4731767ca17593bc4a'],
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
