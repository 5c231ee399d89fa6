import type { Command as CommanderCommand } from 'commander'
import type { UncheckedHandler } from '../command-handler.js'
import type { Flag, Flags, SubcommandDefinition } from '../define-command.js'
import { toLongFlag } from '../flag-notation.js'
import { GLOBAL_FLAGS } from '../global-flags.js'
import { UsageError } from '../usage-error.js'
import { assertNoConflict } from './assert-no-conflict.js'
import { getCommandPath } from './help-format.js'

/**
 * The values of the flags and arguments of a command that was parsed. A flag of a subcommand may also be given before its
 * name: `migrate --store mongo status`. Throws `USAGE` for a flag that is given on both sides or is none of the subcommand,
 * and for flags that exclude each other.
 */
export function readValues(
  target: CommanderCommand,
  { flags = {}, arguments: declared = {}, conflicts = [] }: SubcommandDefinition,
  parentFlags: Flags = {},
): Omit<Parameters<UncheckedHandler>[0], 'context'> {
  const given = readGivenFlags(target, flags)
  for (const [name, value] of target.parent ? readGivenFlags(target.parent, parentFlags) : []) {
    const flag = parentFlags[name]
    if (flag === undefined) continue
    const notation = toLongFlag(name, flag)
    if (!Object.hasOwn(flags, name)) {
      throw new UsageError({
        message: `${notation} is not an option of homemanager ${getCommandPath(target)}.`,
      })
    }
    if (given.has(name) && flag.type !== 'boolean') throw repeatedFlagError(notation)
    given.set(name, value)
  }
  assertNoConflict(new Map([...given, ...readGlobalFlags(target)]), conflicts, { ...GLOBAL_FLAGS, ...flags })
  const parsed: readonly unknown[] = target.processedArgs
  const defaults = target.opts<Readonly<Record<string, unknown>>>()
  const readFlag = ([name, { type }]: [string, Flag]): [string, unknown] => [
    name,
    given.get(name) ?? defaults[name] ?? (type === 'boolean' ? false : undefined),
  ]
  return {
    flags: Object.fromEntries(Object.entries(flags).map(readFlag)),
    args: Object.fromEntries(Object.keys(declared).map((name, index) => [name, parsed[index]])),
  }
}

/** The global flags that were given before or after the name of the command. Throws `USAGE` for a value that is given twice. */
export function readGlobalFlags(target: CommanderCommand): ReadonlyMap<string, unknown> {
  const given = new Map<string, unknown>()
  for (let each: CommanderCommand | null = target; each !== null; each = each.parent) {
    for (const [name, value] of readGivenFlags(each, GLOBAL_FLAGS)) {
      const flag: Flag = GLOBAL_FLAGS[name as keyof typeof GLOBAL_FLAGS]
      if (given.has(name) && flag.type !== 'boolean') throw repeatedFlagError(toLongFlag(name, flag))
      given.set(name, value)
    }
  }
  return given
}

export function repeatedFlagError(notation: string): UsageError {
  return new UsageError({ message: `${notation} was given more than once.` })
}

function readGivenFlags(target: CommanderCommand, flags: Flags): Map<string, unknown> {
  const names = Object.keys(flags).filter((name) => target.getOptionValueSource(name) === 'cli')
  return new Map(names.map((name) => [name, target.getOptionValue(name) as unknown]))
}
