import type { FlagConflict, Flags } from '../define-command.js'
import { toLongFlag } from '../flag-notation.js'
import { UsageError } from '../usage-error.js'

const GLOBAL_CONFLICTS: readonly FlagConflict[] = [
  { flag: 'quiet', excludes: ['verbose'], reason: '--quiet prints only the result' },
]

/** Throws `USAGE` if flags were given of which one would be ignored. `given` are their values by name. */
export function assertNoConflict(
  given: ReadonlyMap<string, unknown>,
  conflicts: readonly FlagConflict[],
  flags: Flags,
): void {
  for (const { flag, excludes, reason, when } of [...conflicts, ...GLOBAL_CONFLICTS]) {
    if (!given.has(flag)) continue
    const isExcluded = (name: string): boolean =>
      given.has(name) && (when === undefined || when(given.get(flag), given.get(name)))
    const other = excludes.find(isExcluded)
    if (other === undefined) continue
    const [one, two] = [flag, other].map((name) => (flags[name] ? toLongFlag(name, flags[name]) : name))
    throw new UsageError({ message: `${one} and ${two} cannot be combined: ${reason}.` })
  }
}
