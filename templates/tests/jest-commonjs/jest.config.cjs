module.exports = {
  globalSetup: './global-setup.mjs',
  globalTeardown: './global-teardown.mjs',
  testEnvironment: 'node',
  // Jest's default is 5 seconds, also for hooks.
  testTimeout: 60_000,
}
