import { defineConfig } from 'vitest/config'

/** `npm run test:endurance` sets it: the long proofs in place of the others. */
const endurance = process.env['HOMEMANAGER_ENDURANCE'] === 'true'

export default defineConfig({
  test: {
    include: endurance ? ['src/**/*.endurance.test.ts'] : ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: endurance ? [] : ['**/*.endurance.test.ts'],
    testTimeout: endurance ? 900_000 : 240_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    globalSetup: ['test/support/engines-setup.ts'],
  },
})
