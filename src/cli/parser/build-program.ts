import { Command as CommanderCommand } from 'commander'
import { getPackageVersion } from '../../core/package-version.js'
import { COMMANDS, type RegisteredCommand } from '../command-index.js'
import { addGlobalFlags, configureErrors, configureParser } from './configure-parser.js'
import { assertArgumentOrder, formatSwapped } from './assert-argument-order.js'
import type { CommandDefinition } from '../define-command.js'
import { findOperand } from './find-operand.js'
import { GLOBAL_FLAGS, VERSION_OPTION } from '../global-flags.js'
import { formatRootFooter, HELP_CONFIGURATION } from './help-format.js'
import { type Invocation, runCommand } from './run-command.js'
import { UsageError } from '../usage-error.js'
import { unknownCommandError, unknownSubcommandError } from './unknown-command-error.js'

/**
 * The commander program for a command line: the command that is called with its flags, the others by name and summary.
 * Throws `USAGE` if there is no such command or subcommand.
 */
export function buildProgram(invocation: Invocation): CommanderCommand {
  const program = new CommanderCommand('homemanager')
  program
    .usage('[options] <command>')
    .description(
      'Run the HomeManager stack on this machine: PostgreSQL, DynamoDB and MongoDB with one consistent dataset, three services and a gateway.',
    )
    .version(getPackageVersion(), ...VERSION_OPTION)
    .configureHelp(HELP_CONFIGURATION)
    .helpCommand(false)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .addHelpText('after', formatRootFooter())
  addGlobalFlags(program, false)
  configureErrors(program)
  const called = findCalledCommand(invocation.argv)
  for (const command of COMMANDS) {
    const { definition } = command
    const child = program
      .command(definition.name, { hidden: definition.hidden ?? false })
      .summary(definition.summary)
      .helpGroup(`${definition.group}:`)
    if (command === called) configureCommand(child, command, invocation)
  }
  return program
}

/** The command that the command line names, if any. Throws `USAGE` for an unknown command or subcommand. */
function findCalledCommand(argv: readonly string[]): RegisteredCommand | undefined {
  const at = findOperand(argv, GLOBAL_FLAGS)
  const name = argv[at]
  if (name === undefined) return undefined
  const called = COMMANDS.find(
    ({ definition }) => definition.name === name || definition.aliases?.includes(name) === true,
  )
  if (called === undefined) throw unknownCommandError(name, listDefinitions()).withHelpFor('')
  assertKnownSubcommand(called.definition, argv, at + 1)
  assertArgumentOrder(called.definition, argv, at + 1)
  return called
}

/** Commander would print the help for `migrate stauts --help`, and call any other word an excess argument. */
function assertKnownSubcommand(definition: CommandDefinition, argv: readonly string[], start: number): void {
  const { name, subcommands } = definition
  if (subcommands === undefined) return
  const flags = { ...GLOBAL_FLAGS, ...definition.flags }
  const at = findOperand(argv, flags, start)
  const word = argv[at] === 'help' ? argv[at + 1] : argv[at]
  const excess = argv[at] === 'help' ? argv[at + 2] : undefined
  if (excess !== undefined && !excess.startsWith('-'))
    throw new UsageError({
      message: `Unexpected argument "${excess}".`,
      hint: `Did you mean homemanager ${name} help ${word}?`,
    }).withHelpFor(name)
  if (word === undefined || word.startsWith('-') || Object.hasOwn(subcommands, word)) return
  const next = findOperand(argv, flags, at + 1)
  const swapped = Object.hasOwn(subcommands, argv[next] ?? '') ? formatSwapped(argv, at, next) : undefined
  throw unknownSubcommandError(name, word, Object.keys(subcommands), swapped).withHelpFor(name)
}

function configureCommand(
  target: CommanderCommand,
  { definition, load }: RegisteredCommand,
  invocation: Invocation,
): void {
  const { subcommands, aliases = [], passThrough, requiresSubcommand } = definition
  target.aliases(aliases)
  configureParser(target, definition, aliases)
  if (passThrough) target.passThroughOptions()
  const commands = listDefinitions()
  if (!requiresSubcommand) {
    const loadHandler = async () => (await load()).run
    target.action(async () => runCommand({ target, definition, loadHandler, commands }, invocation))
  }
  if (subcommands === undefined) return
  // A flag after the name of a subcommand is the subcommand's, even if the parent has one of the same name.
  target.enablePositionalOptions().helpCommand('help [command]')
  for (const [name, subcommand] of Object.entries(subcommands)) {
    const child = target.command(name)
    configureParser(child, subcommand)
    const loadHandler = async () => (await load()).subcommands?.[name]
    child.action(async () =>
      runCommand(
        { target: child, definition: subcommand, parentFlags: definition.flags, loadHandler, commands },
        invocation,
      ),
    )
  }
}

function listDefinitions(): readonly CommandDefinition[] {
  return COMMANDS.map(({ definition }) => definition)
}
