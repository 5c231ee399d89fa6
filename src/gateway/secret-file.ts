import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const BYTES = 32

/** Random bytes that stay the same from start to start; readable by the owner of the folder only. */
export async function secretFile(folder: string, name: string): Promise<Buffer> {
  const file = join(folder, name)
  try {
    const known = await readFile(file)
    await chmod(file, 0o600)
    if (known.length === BYTES) return known
  } catch {
    // Not there yet.
  }
  const secret = randomBytes(BYTES)
  await mkdir(folder, { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, secret, { mode: 0o600 })
  await rename(temporary, file)
  return secret
}
