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
    ['demo', 1, undefined, 'fe29080844c7574846af318595f9805b21e0761b63a98c34c6b397e7fbe7db23'],
    ['demo', 2, undefined, '19c8314ec332b6098fc5b3330d442385c7db0c6b2e33852162a2dc2e7dbd3b67'],
    ['small', 1, undefined, '4037d0d13748df9ae1c93e7e62e108b19409f443a702660ca0ccd646671ec2ba'],
    ['load', 1, 200, 'a27f822a6bb491719c0184424eb23099f7ba6767f08e141a3bbd536232214b58'],
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
