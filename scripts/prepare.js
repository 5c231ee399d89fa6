import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Runs before `npm start` and `npm test`. Installs the packages and builds the project when they are missing or outdated;
// otherwise it only compares file times. It imports Node's built-in modules only, because no package may be installed yet.

const ROOT = fileURLToPath(new URL('..', import.meta.url))
process.chdir(ROOT)
// Holds the digest of the installed lock file. A Git checkout changes file times, so the content is compared.
const INSTALLED_LOCK_FILE = 'node_modules/.homemanager-installed'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`homemanager needs Node 20.19 or newer; this is Node ${process.versions.node}.`)
  process.exit(5)
}
if (!isInstalled()) install()
// The bundle contains packages, so a changed package also needs a build.
const lastChange = Math.max(newestSource('src'), modifiedAt('node_modules/.package-lock.json'))
if (lastChange > modifiedAt('dist/build.tsbuildinfo')) build()

/** Whether this script installed the current lock file, or the user installed packages after it last changed. */
function isInstalled() {
  if (existsSync(INSTALLED_LOCK_FILE) && readFileSync(INSTALLED_LOCK_FILE, 'utf8') === lockDigest())
    return true
  return modifiedAt('node_modules/.package-lock.json') > modifiedAt('package-lock.json')
}

function install() {
  log('Installing packages')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(INSTALLED_LOCK_FILE, lockDigest())
}

function lockDigest() {
  return createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
}

function build() {
  log('Building')
  // With an old build record, tsc does not write files again that were deleted from dist.
  rmSync('dist/build.tsbuildinfo', { force: true })
  run('npm', ['run', 'build', '--silent'])
}

function log(line) {
  console.error(`${line} …`)
}

/** Runs a program and sends its output to stderr: stdout belongs to the command that runs next. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] })
  if (error) console.error(error.message)
  if (status === 0) return
  rmSync('dist/build.tsbuildinfo', { force: true })
  console.error(
    `\`${program} ${args.join(' ')}\` failed. Nothing was started. Fix the error above and run the command again.`,
  )
  process.exit(1)
}

function modifiedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

/** When a source file in a directory last changed. Tests are not built, so they are ignored. */
function newestSource(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
  return Math.max(
    ...files
      .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
      .map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs),
  )
}
