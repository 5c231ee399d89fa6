// Run it with NODE_OPTIONS=--experimental-vm-modules, which Jest needs for ES modules.
export default {
  globalSetup: './global-setup.mjs',
  globalTeardown: './global-teardown.mjs',
  testEnvironment: 'node',
  // Jest's default is 5 seconds, also for hooks.
  testTimeout: 60_000,
  transform: {},
}
