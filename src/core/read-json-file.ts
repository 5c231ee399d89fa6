import { readFileSync } from 'node:fs'

/** The value in a JSON file; undefined if the file cannot be read or is damaged. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
