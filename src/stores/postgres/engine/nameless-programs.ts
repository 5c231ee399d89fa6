import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { populateCache } from '../../../providers/embedded/populate-cache.js'
import type { PostgresBinaries } from './postgres-binaries.js'

const PROGRAMS = ['initdb', 'postgres'] as const
/** Both names are in the table of the functions that the program takes from the C library, so they are equally long. */
const LOOKUP = { ofCurrentUser: '\0getpwuid\0', ofFirstUser: '\0getpwent\0' }

/**
 * Copies of `initdb` and `postgres` for a user without a name: where they look up the name of the current user, they look up that of the
 * first one in /etc/passwd. They only create and prepare a data directory, for which the name does not matter: the roles are
 * given. Resolves to the directory of the installation in the user's cache; undefined if the programs of this platform are different.
 */
export async function ensureNamelessPrograms({
  directory,
  version,
}: PostgresBinaries): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  const programs = await Promise.all(
    PROGRAMS.map(async (name) => ({ name, content: await readFile(path.join(directory, 'bin', name)) })),
  )
  const copies = programs.map(({ name, content }) => ({ name, content: replaceLookup(content) }))
  if (copies.some(({ content }) => content === undefined)) return undefined
  // It links to the other files of the installation.
  const installation = createHash('sha256').update(directory).digest('hex').slice(0, 8)
  return populateCache(`postgres-${version}-${process.arch}-nameless-${installation}`, async (work) => {
    await mkdir(path.join(work, 'bin'))
    for (const { name, content = '' } of copies) {
      const file = path.join(work, 'bin', name)
      await writeFile(file, content)
      await chmod(file, 0o755)
    }
    for (const part of ['lib', 'share']) await symlink(path.join(directory, part), path.join(work, part))
  })
}

function replaceLookup(program: Buffer): Buffer | undefined {
  const at = program.indexOf(LOOKUP.ofCurrentUser, 0, 'latin1')
  if (at === -1 || program.includes(LOOKUP.ofCurrentUser, at + 1, 'latin1')) return undefined
  const copy = Buffer.from(program)
  copy.write(LOOKUP.ofFirstUser, at, 'latin1')
  return copy
}
