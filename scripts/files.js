import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export { readFileSync, writeFileSync }

/** URLs of the files below a folder whose paths match, sorted. */
export function globSync(folder, pattern) {
  const root = fileURLToPath(folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => pathToFileURL(join(entry.parentPath ?? entry.path, entry.name)).href)
    .sort()
}
