import { defineConfig } from 'vitest/config'

// As a user of homemanager/vitest would write it. The test files have another suffix, so that this project does not run them.
export default defineConfig({
  test: {
    globalSetup: ['homemanager/vitest'],
    include: ['*.check.ts'],
    hookTimeout: 60_000,
    testTimeout: 60_000,
  },
})
