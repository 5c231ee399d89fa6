import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDirectory } from '../../core/create-directory.js'

const SECRET_BYTES = 32

/** Loads random bytes that are created once and readable by the owner only. */
export async function loadSecret(directory: string, name: string): Promise<Buffer> {
  const file = join(directory, name)
  try {
    const known = await readFile(file)
    await chmod(file, 0o600)
    if (known.length === SECRET_BYTES) return known
  } catch {
    // Not created yet.
  }
  const secret = randomBytes(SECRET_BYTES)
  createDirectory(directory)
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, secret, { mode: 0o600 })
  await rename(temporary, file)
  return secret
}
