import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // One stack for the run, with the dataset `demo` or $HOMEMANAGER_SEED.
    globalSetup: ['homemanager/vitest'],
    // Vitest's defaults are 10 seconds for hooks and 5 for tests.
    hookTimeout: 60_000,
    testTimeout: 60_000,
  },
})
