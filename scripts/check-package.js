import { execFileSync } from 'node:child_process'

// Checks that the package contains what it must, and no build output that is not needed. Exits with 1 otherwise.

const REQUIRED = [
  'LICENSE',
  'README.md',
  'THIRD_PARTY_NOTICES.md',
  'dist/services/identity/migrations/0001-identity.sql',
]
const UNNEEDED = /\.tsbuildinfo$|\.map$|^(?!templates\/).*\.test\.|^src\/|^test\/|\.DS_Store|\.log$/

const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
  maxBuffer: 64 * 1024 * 1024,
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [packed] = JSON.parse(output)
const paths = packed.files.map(({ path }) => path)
const problems = [
  ...REQUIRED.filter((path) => !paths.includes(path)).map((path) => `The package lacks ${path}.`),
  ...paths.filter((path) => UNNEEDED.test(path)).map((path) => `The package contains ${path}.`),
]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
