import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Runs before `npm start` and `npm test`: installs and builds what is not installed and built yet, and otherwise ends
// after a look at a few file times. Node's own modules only, since nothing may be installed when it runs.

const ROOT = fileURLToPath(new URL('..', import.meta.url))
process.chdir(ROOT)
// Git gives files of a checkout new times; the content is what counts.
const STAMP = 'node_modules/.homemanager-installed'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`homemanager needs Node 20.19 or newer; this is Node ${process.versions.node}.`)
  process.exit(5)
}
if (!installed()) install()
// Packages are part of what is built.
const newest = Math.max(newestIn('src'), changedAt('node_modules/.package-lock.json'))
if (newest > changedAt('dist/build.tsbuildinfo')) build()

/** By us from this very lock file, or by the user after the lock file last changed. */
function installed() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockDigest()) return true
  return changedAt('node_modules/.package-lock.json') > changedAt('package-lock.json')
}

function install() {
  say('Installing the packages, once')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(STAMP, lockDigest())
}

function lockDigest() {
  return createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
}

function build() {
  say('Building')
  // A stale build record makes the compiler skip files that someone deleted from dist.
  rmSync('dist/build.tsbuildinfo', { force: true })
  run('npm', ['run', 'build', '--silent'])
}

function say(line) {
  console.error(`${line} …`)
}

/** Runs a program; its output goes to stderr, for stdout is the answer of what comes next. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] })
  if (error) console.error(error.message)
  if (status === 0) return
  rmSync('dist/build.tsbuildinfo', { force: true })
  console.error(
    `\`${program} ${args.join(' ')}\` failed; nothing was started. Mend what it says and run the command again.`,
  )
  process.exit(1)
}

function changedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

/** When the newest file below a folder changed; tests do not count, they are not built. */
function newestIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Math.max(
    ...files
      .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
      .map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs),
  )
}
