import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'

/** What the descriptors of a process refer to: paths, `socket:[…]`, `pipe:[…]`. None if it has ended. Linux only. */
export function listOpenFiles(pid: number | string): readonly string[] {
  const directory = `/proc/${pid}/fd`
  return tryTo(() => readdirSync(directory)).flatMap((name) =>
    tryTo(() => [readlinkSync(path.join(directory, name))]),
  )
}

/** Processes end, and descriptors are closed, while they are listed. */
function tryTo<T>(list: () => readonly T[]): readonly T[] {
  try {
    return list()
  } catch {
    return []
  }
}
