import { Argument as CommanderArgument, type Command as CommanderCommand, Option } from 'commander'
import { listSubcommands, missingValueError, toUsageError } from './commander-error.js'
import type { Argument, Flag, SubcommandDefinition, ValueDefinition } from '../define-command.js'
import { formatArgument, formatFlag, toLongFlag } from '../flag-notation.js'
import { GLOBAL_FLAGS, HELP_OPTION, type OutputFlags } from '../global-flags.js'
import {
  capitalize,
  describeValue,
  formatCommandFooter,
  getCommandPath,
  getHelpWidth,
} from './help-format.js'
import { repeatedFlagError } from './read-values.js'
import { parseValue } from './parse-value.js'
import { UsageError } from '../usage-error.js'

/** Sets up the arguments, flags, help and errors of a command or subcommand. */
export function configureParser(
  target: CommanderCommand,
  definition: SubcommandDefinition,
  aliases: readonly string[] = [],
): void {
  target
    .summary(capitalize(definition.summary))
    .description(capitalize(definition.description ?? definition.summary))
    .helpOption(...HELP_OPTION)
    .addHelpText('after', formatCommandFooter(definition.examples, aliases))
  for (const [name, argument] of Object.entries(definition.arguments ?? {})) {
    target.addArgument(toCommanderArgument(name, argument, target))
  }
  for (const [name, flag] of Object.entries(definition.flags ?? {})) {
    target.addOption(toCommanderOption(name, flag, target))
  }
  addGlobalFlags(target, true)
  configureErrors(target)
}

/** Help of a command lists the global flags in its footer. */
export function addGlobalFlags(target: CommanderCommand, hidden: boolean): void {
  for (const [name, flag] of Object.entries(GLOBAL_FLAGS)) {
    const option = toCommanderOption(name, flag, target)
    target.addOption(hidden ? option.hideHelp() : option)
  }
}

/** run-cli prints errors, once; commander must neither print them nor exit the process. */
export function configureErrors(target: CommanderCommand): void {
  target.configureOutput({ writeErr: () => {}, getOutHelpWidth: getHelpWidth, getErrHelpWidth: getHelpWidth })
  target.exitOverride((error) => {
    if (error.exitCode === 0) throw error
    const path = getCommandPath(target)
    const usage = error.code === 'commander.help' ? missingCommandError(target) : toUsageError(error, target)
    throw usage.withHelpFor(path)
  })
}

/** Commander prints the help without a word about what is missing. */
function missingCommandError(target: CommanderCommand): UsageError {
  const path = getCommandPath(target)
  if (path !== '') {
    return new UsageError({
      message: `"homemanager ${path}" requires a subcommand: ${listSubcommands(target).join(', ')}.`,
    })
  }
  const { json, verbose } = target.opts<Partial<OutputFlags>>()
  if (json !== true) {
    target.configureOutput({ writeErr: (text) => process.stderr.write(text) }).outputHelp({ error: true })
    process.stderr.write('\n')
  }
  return new UsageError({
    message: 'No command was given.',
    hint: verbose === true ? 'To print the version, run homemanager --version.' : undefined,
  })
}

function toCommanderArgument(name: string, argument: Argument, target: CommanderCommand): CommanderArgument {
  const built = new CommanderArgument(formatArgument(name, argument), describeValue(argument))
  if (argument.type === 'choice') built.choices(argument.choices)
  if (argument.default !== undefined) built.default(argument.default)
  const subject = argument.optional ? `[${name}]` : `<${name}>`
  return built.argParser(createParser(argument, subject, argument.variadic, target))
}

function toCommanderOption(name: string, flag: Flag, target: CommanderCommand): Option {
  const built = new Option(formatFlag(name, flag), describeValue(flag))
  if (flag.type === 'boolean') return built
  const isList = flag.repeatable ?? flag.variadic
  if (flag.type === 'choice') built.choices(flag.choices)
  if (flag.bare !== undefined) built.preset(flag.bare)
  if (isList) built.default([])
  else if (flag.default !== undefined) built.default(flag.default)
  const notation = toLongFlag(name, flag)
  const parse = rejectOption(createParser(flag, notation, isList, target), built, target)
  return built.argParser(isList ? parse : rejectRepetition(parse, notation, target))
}

/** Converts a value for commander, which calls it once per value of a list with the previous values. */
function createParser(
  definition: ValueDefinition,
  subject: string,
  isList: true | undefined,
  target: CommanderCommand,
): (text: string, previous: unknown) => unknown {
  return (text, previous) => {
    try {
      const value = parseValue(definition, subject, text)
      return isList ? [...(Array.isArray(previous) ? (previous as readonly unknown[]) : []), value] : value
    } catch (error) {
      throw withHelp(error, target)
    }
  }
}

/** Commander would take an option that follows as the value. */
function rejectOption(
  parse: ReturnType<typeof createParser>,
  option: Option,
  target: CommanderCommand,
): typeof parse {
  return (text, previous) => {
    if (target.options.every(({ short, long }) => text !== short && text !== long))
      return parse(text, previous)
    throw withHelp(missingValueError(option), target)
  }
}

/** Commander would use the last value. */
function rejectRepetition(
  parse: ReturnType<typeof createParser>,
  notation: string,
  target: CommanderCommand,
): typeof parse {
  let isGiven = false
  return (text, previous) => {
    if (isGiven) throw withHelp(repeatedFlagError(notation), target)
    isGiven = true
    return parse(text, previous)
  }
}

/** A usage error suggests the help of the command in which it occurred. */
export function withHelp(error: unknown, target: CommanderCommand): unknown {
  return error instanceof UsageError ? error.withHelpFor(getCommandPath(target)) : error
}
