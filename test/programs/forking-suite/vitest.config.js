import { defineConfig } from 'vitest/config'

// What a user of homemanager/vitest writes, with its own ending so that our own run does not take the files for tests.
export default defineConfig({
  test: {
    globalSetup: ['homemanager/vitest'],
    include: ['*.check.ts'],
    hookTimeout: 60_000,
    testTimeout: 60_000,
  },
})
