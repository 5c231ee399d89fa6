import { homedir } from 'node:os'

/** The user's home directory. Without the variable HOME, a user without an entry in /etc/passwd has none. */
export function findHomeDirectory(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}
