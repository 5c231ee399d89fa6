import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'

// Bundles the programs that people wait for, out of what the compiler made: `src/launch/load-program.ts` loads them.
// CommonJS, because only there can code be kept compiled on every Node that we run on.

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = join(ROOT, 'dist/bundle')
const PROGRAMS = { cli: 'dist/cli/run-cli.js', services: 'dist/project/service-host/serve-services.js' }
/** Left to Node: native parts, files of their own beside them, or needed so rarely that they would only be ballast. */
const NOT_BUNDLED = [
  '@fastify/swagger',
  '@fastify/swagger-ui',
  'inquirer',
  'ioredis',
  'mongodb-memory-server-core',
  'mongodb-query-parser',
]
/** What dockerode loads for building images and for its own SSH; we ask it for neither, and it takes 0.15 s. */
const LEFT_OUT = new Set(['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2'])

rmSync(FOLDER, { recursive: true, force: true })
const bundle = await rolldown({
  input: PROGRAMS,
  cwd: ROOT,
  platform: 'node',
  external: (id) => NOT_BUNDLED.some((name) => id === name || id.startsWith(`${name}/`)),
  logLevel: 'warn',
  plugins: [
    { name: 'imports', renderChunk: (code) => ({ code: withGivenImport(code) }) },
    {
      name: 'left-out',
      resolveId: (id) => (LEFT_OUT.has(id) ? `\0left-out:${id}` : undefined),
      load: (id) => (id.startsWith('\0left-out:') ? 'module.exports = {}' : undefined),
    },
  ],
})
const { output } = await bundle.write({
  dir: FOLDER,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
})
await bundle.close()

const hash = createHash('sha256')
for (const { fileName, code } of output) hash.update(`${fileName}\0${code}\0`)
writeFileSync(join(FOLDER, 'build-id'), hash.digest('hex').slice(0, 16))
writeFileSync(join(FOLDER, 'THIRD-PARTY-NOTICES.txt'), notices(output.flatMap(({ moduleIds }) => moduleIds ?? [])))

/** Node runs `import()` in code that was kept compiled with a warning only; the loader gives one of its own. */
function withGivenImport(code) {
  let text = code
  for (const start of importExpressions(parseAst(code)).sort((a, b) => b - a)) {
    text = `${text.slice(0, start)}__import${text.slice(start + 'import'.length)}`
  }
  return text
}

function importExpressions(node) {
  if (node === null || typeof node !== 'object') return []
  const below = Object.values(node).flatMap(importExpressions)
  return node.type === 'ImportExpression' ? [node.start, ...below] : below
}

/** The licence of every package that is in the bundle. */
function notices(files) {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined))
  return [...folders]
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
    .map(({ folder, manifest: { name, version, license } }) => {
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(basename(entry)))
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
      return `${name} ${version} (${license ?? 'see its files'})\n${text}`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** The folder of the named package that a file belongs to: packages hold nameless package.json files of their own. */
function packageFolder(file) {
  if (!file.includes('/node_modules/')) return undefined
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined) return folder
  }
  return undefined
}
