import { existsSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { SlowKindsFirst } from './test/support/slow-kinds-first.js'

/** `npm run test:endurance` sets it: the long proofs in place of the others. */
const endurance = process.env['HOMEMANAGER_ENDURANCE'] === 'true'
/** `npm run test:docker` sets it: the tests that need a Docker daemon in place of the others. */
const docker = process.env['HOMEMANAGER_DOCKER_TESTS'] === 'true'
/** `npm run test:programs` sets it: the tests that need programs besides Node.js, as Chromium, Prometheus or Python. */
const programs = process.env['HOMEMANAGER_PROGRAM_TESTS'] === 'true'
/** Of files that need something of their own: each kind has a command. */
const OWN_KINDS = { endurance, docker, programs }
const [kind] = Object.entries(OWN_KINDS).flatMap(([name, isWanted]) => (isWanted ? [name] : []))
/** They make more rounds in the endurance run. */
const WITH_MORE_ROUNDS = [
  'src/app/services/fuzz.integration.test.ts',
  'src/events/sagas/family-deletion.integration.test.ts',
  'src/query/across/query-all.integration.test.ts',
  'src/project/fork/create-fork.integration.test.ts',
  'test/e2e/up-and-down.e2e.test.ts',
]

const SOURCES = path.join(import.meta.dirname, 'src') + path.sep
const BUILT = path.join(import.meta.dirname, 'dist') + path.sep

/**
 * Tests import the built modules, which Node.js loads itself: the test runner would transform each of them, and a call of
 * an imported function would cost a look-up.
 */
const builtModules = {
  name: 'built-modules',
  enforce: 'pre' as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (importer === undefined || !source.startsWith('.')) return undefined
    const file = path.resolve(path.dirname(importer), source)
    if (!file.startsWith(SOURCES) || !file.endsWith('.js')) return undefined
    const built = BUILT + file.slice(SOURCES.length)
    return existsSync(built) ? built : undefined
  },
}

export default defineConfig({
  plugins: [builtModules],
  test: {
    server: { deps: { external: [/\/dist\//] } },
    include:
      kind === undefined
        ? ['src/**/*.test.ts', 'test/**/*.test.ts']
        : [`{src,test}/**/*.${kind}.test.ts`, ...(endurance ? WITH_MORE_ROUNDS : [])],
    exclude: kind === undefined ? Object.keys(OWN_KINDS).map((name) => `**/*.${name}.test.ts`) : [],
    testTimeout: endurance ? 900_000 : 240_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    // Most of what a test creates is garbage soon: with more room for it, workers spend a twentieth less processor time.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: SlowKindsFirst },
    // The modules of a worker are loaded once for all of its files. A file that changes what modules keep resets them at its end.
    isolate: false,
    setupFiles: ['test/support/restore-environment.ts'],
    globalSetup: ['test/support/engines-setup.ts'],
  },
})
