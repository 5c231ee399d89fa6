import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { populateCache } from '../../../providers/embedded/populate-cache.js'

interface LibraryLink {
  readonly source: string
  readonly target: string
}

/**
 * npm packages contain no symbolic links. The one with PostgreSQL creates those of its libraries in an install script, which
 * npm may have skipped; then they are created here, in the user's cache if the package is read-only. Resolves to the
 * environment with which PostgreSQL finds them.
 */
export async function ensureLibraryLinks(directory: string): Promise<Readonly<Record<string, string>>> {
  const list = path.join(directory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return {}
  const text = readFileSync(list, 'utf8')
  const links = JSON.parse(text) as readonly LibraryLink[]
  const missing = links.filter(({ target }) => !existsSync(path.join(directory, target)))
  try {
    for (const { source, target } of missing) {
      const link = path.join(directory, target)
      createLink(path.relative(path.dirname(link), path.join(directory, source)), link)
    }
    return {}
  } catch (error) {
    if (!isReadOnly(error)) throw error
  }
  const digest = createHash('sha256').update(directory).update(text).digest('hex').slice(0, 12)
  const cached = await populateCache(`postgres-libraries-${digest}`, async (work) => {
    for (const { source, target } of links)
      createLink(path.join(directory, source), path.join(work, path.basename(target)))
  })
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return { [variable]: `${cached}:${path.join(directory, 'native', 'lib')}` }
}

function createLink(source: string, link: string): void {
  try {
    symlinkSync(source, link)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function isReadOnly(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['EROFS', 'EACCES', 'EPERM'].includes(code)
}
