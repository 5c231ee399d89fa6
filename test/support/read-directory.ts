import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** The text of every file below a directory, by its relative path. */
export async function readDirectory(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files
      .toSorted()
      .map(async (file) => [path.relative(directory, file), await readFile(file, 'latin1')] as const),
  )
  return Object.fromEntries(texts)
}
