import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'

// Bundles the programs whose start-up time matters, from the compiler's output. `src/launch/load-program.ts` loads them.
// The format is CommonJS, because only there can compiled code be cached on every supported Node version.

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT_DIRECTORY = join(ROOT, 'dist/bundle')
const PROGRAMS = { cli: 'dist/cli/run-cli.js', services: 'dist/project/service-host/serve-services.js' }
/** Loaded from node_modules: they have native modules or data files, or are needed too rarely to bundle. */
const EXTERNAL = [
  '@fastify/swagger',
  '@fastify/swagger-ui',
  'inquirer',
  'ioredis',
  'mongodb-memory-server-core',
  'mongodb-query-parser',
]
/** dockerode loads these to build images and for its own SSH client. We use neither, and loading them takes 0.15 s. */
const STUBBED = new Set(['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2'])

rmSync(OUTPUT_DIRECTORY, { recursive: true, force: true })
const bundle = await rolldown({
  input: PROGRAMS,
  cwd: ROOT,
  platform: 'node',
  external: (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
  logLevel: 'warn',
  plugins: [
    { name: 'imports', renderChunk: (code) => ({ code: replaceDynamicImports(code) }) },
    {
      name: 'stubbed',
      resolveId: (id) => (STUBBED.has(id) ? `\0stubbed:${id}` : undefined),
      load: (id) => (id.startsWith('\0stubbed:') ? 'module.exports = {}' : undefined),
    },
  ],
})
const { output } = await bundle.write({
  dir: OUTPUT_DIRECTORY,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  // The text of the bundle is kept in memory: without comments and indentation it is half as long.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()

const hash = createHash('sha256')
for (const { fileName, code } of output) hash.update(`${fileName}\0${code}\0`)
writeFileSync(join(OUTPUT_DIRECTORY, 'build-id'), hash.digest('hex').slice(0, 16))
writeFileSync(
  join(OUTPUT_DIRECTORY, 'THIRD-PARTY-NOTICES.txt'),
  notices(output.flatMap(({ moduleIds }) => moduleIds ?? [])),
)

/** `import()` in cached code makes Node print a warning, so the loader passes in a function of its own. */
function replaceDynamicImports(code) {
  let text = code
  for (const start of importExpressions(parseAst(code)).sort((a, b) => b - a)) {
    text = `${text.slice(0, start)}__import${text.slice(start + 'import'.length)}`
  }
  return text
}

function importExpressions(node) {
  if (node === null || typeof node !== 'object') return []
  const nested = Object.values(node).flatMap(importExpressions)
  return node.type === 'ImportExpression' ? [node.start, ...nested] : nested
}

/** The licences of all bundled packages. */
function notices(files) {
  const directories = new Set(files.map(packageDirectory).filter((directory) => directory !== undefined))
  return [...directories]
    .map((directory) => ({
      directory,
      manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
    }))
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
    .map(({ directory, manifest: { name, version, license } }) => {
      const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(basename(entry)))
      const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8').trim()}\n`
      return `${name} ${version} (${license ?? 'see its files'})\n${text}`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** The directory of the package that a file belongs to. Skips nested package.json files that only set the module type. */
function packageDirectory(file) {
  if (!file.includes('/node_modules/')) return undefined
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const manifest = join(directory, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined) {
      return directory
    }
  }
  return undefined
}
