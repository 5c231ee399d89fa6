import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
let built: Promise<void> | undefined

/** Builds `dist`, from which tests run the program, if it is missing or older than the sources; once per process. */
export function buildOnce(): Promise<void> {
  built ??= build()
  return built
}

async function build(): Promise<void> {
  // Written at the end of each build; the compiler leaves its own file alone if only the files of the browser have changed.
  const buildId = await stat(path.join(ROOT, 'dist', 'bundle', 'build-id')).catch(() => undefined)
  if (buildId !== undefined && buildId.mtimeMs >= (await getNewestMtime(path.join(ROOT, 'src')))) return
  const compiler = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT })
  } catch {
    // `npm run check` reports type errors. The compiler writes its output in any case.
  }
  for (const script of ['scripts/copy-migrations.js', 'scripts/bundle.js']) {
    await promisify(execFile)(process.execPath, [script], { cwd: ROOT })
  }
}

async function getNewestMtime(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
  const times = await Promise.all(
    files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).mtimeMs),
  )
  return Math.max(...times)
}
