import { Argument, Command as CommanderCommand, Option } from 'commander'
import { HomeError } from '../core/home-error.js'
import { createOutput } from '../output/create-output.js'
import { CLI_ERRORS } from './cli-errors.js'
import type { Command, CommandContext, GlobalOptions } from './command.js'
import { COMMANDS } from './command-index.js'
import { parseFlags } from './parse-flags.js'
import { getPackageVersion } from '../core/package-version.js'
import type { SignalHandler } from './signal-handler.js'

const GLOBAL_FLAGS: readonly (readonly [string, string])[] = [
  ['--json', 'answer with one JSON document on stdout'],
  ['--project <name>', 'which project, where several run side by side'],
  ['--cwd <dir>', 'act as if started in this folder'],
  ['-y, --yes', 'answer yes to every question'],
  ['-q, --quiet', 'say only what is the answer'],
  ['-v, --verbose', 'say more'],
  ['--no-color', 'no colours (as NO_COLOR does)'],
]

/** The commander program of a command line: the command that is called in full, the others by name and summary. */
export async function buildProgram(
  argv: readonly string[],
  signals: SignalHandler,
  ended: (code: number) => void,
): Promise<CommanderCommand> {
  const program = new CommanderCommand('homemanager')
  program
    .description('The HomeManager stack on one machine: three databases, one world, one gateway.')
    .version(getPackageVersion(), '-V, --version')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nStart here:\n  homemanager up --seed demo    everything up, migrated, seeded\n  homemanager status            what runs, and where\n  homemanager COMMAND --help    flags and examples of a command',
    )
  addGlobalFlags(program, false)
  suppressCommanderOutput(program)
  const called = collectCommandNames(argv)
  for (const entry of COMMANDS) {
    const child = program
      .command(entry.name, { hidden: entry.hidden ?? false })
      .summary(entry.summary)
      .description(entry.summary)
    if (called.has(entry.name)) defineCommand(child, await entry.load(), argv, signals, ended)
    suppressCommanderOutput(child)
  }
  return program
}

/** Names that stand on the command line: an upper bound of what can be called, without parsing it twice. */
function collectCommandNames(argv: readonly string[]): ReadonlySet<string> {
  return new Set(argv.filter((word) => !word.startsWith('-')))
}

function defineCommand(
  target: CommanderCommand,
  command: Command,
  argv: readonly string[],
  signals: SignalHandler,
  ended: (code: number) => void,
): void {
  target.summary(command.summary).description(command.description ?? command.summary)
  for (const argument of command.arguments ?? []) {
    const built = new Argument(argument.name, argument.description)
    target.addArgument(argument.choices ? built.choices(argument.choices) : built)
  }
  for (const option of command.options ?? []) {
    const built = new Option(option.flags, option.description)
    if (option.default !== undefined) built.default(option.default, String(option.default))
    if (option.choices) built.choices(option.choices)
    if (option.parse) built.argParser(option.parse)
    if (option.hidden) built.hideHelp()
    target.addOption(built)
  }
  addGlobalFlags(target, true)
  if (command.passThrough) target.passThroughOptions()
  // A flag after a subcommand's name is the subcommand's, although the command above may have one of the same name.
  if (command.subcommands) target.enablePositionalOptions()
  for (const sub of command.subcommands ?? []) {
    const child = target.command(sub.name, { hidden: sub.hidden ?? false })
    defineCommand(child, sub, argv, signals, ended)
    suppressCommanderOutput(child)
  }
  if (command.examples) target.addHelpText('after', formatExamples(command.examples))
  const { run } = command
  if (run) {
    target.action(async (...parsed: unknown[]) => {
      const positional = parsed.slice(0, -2).flat() as (string | undefined)[]
      const options = target.opts<Record<string, unknown>>()
      const context = createCommandContext(target, argv, signals)
      ended((await run(context, positional, options, target.args)) ?? 0)
    })
  }
}

function createCommandContext(
  target: CommanderCommand,
  argv: readonly string[],
  signals: SignalHandler,
): CommandContext {
  const given = target.optsWithGlobals<{
    project?: string
    cwd?: string
    json?: boolean
    yes?: boolean
    quiet?: boolean
    verbose?: boolean
  }>()
  const flags = parseFlags(argv)
  const globals: GlobalOptions = {
    json: given.json ?? false,
    yes: given.yes ?? false,
    quiet: given.quiet ?? false,
    verbose: given.verbose ?? false,
    color: flags.color,
    cwd: given.cwd ?? process.cwd(),
    ...(given.project === undefined ? {} : { project: given.project }),
  }
  return {
    output: createOutput(globals),
    globals,
    signal: signals.signal,
    signalHandler: signals,
    loadCommands: loadVisibleCommands,
  }
}

async function loadVisibleCommands(): Promise<readonly Command[]> {
  return Promise.all(COMMANDS.filter((entry) => entry.hidden !== true).map((entry) => entry.load()))
}

function addGlobalFlags(target: CommanderCommand, hidden: boolean): void {
  for (const [flags, description] of GLOBAL_FLAGS) {
    const option = new Option(flags, description)
    target.addOption(hidden ? option.hideHelp() : option)
  }
}

/** Errors are rendered by run-cli, once; commander must neither print them nor end the process. */
function suppressCommanderOutput(target: CommanderCommand): void {
  target.configureOutput({ writeErr: () => {} }).exitOverride((error) => {
    throw error.code === 'commander.help' && error.exitCode !== 0 ? missingSubcommandError(target) : error
  })
}

/** Commander answers a name that needs a subcommand with its help and no word of what is wrong. */
function missingSubcommandError(target: CommanderCommand): HomeError {
  const names = target.commands.map((command) => command.name()).filter((name) => name !== 'help')
  return new HomeError(CLI_ERRORS.USAGE, {
    message: `${target.name()} needs one of ${names.join(', ')} behind it.`,
    suggestion: `Run homemanager ${target.name()} --help.`,
  })
}

function formatExamples(examples: readonly (readonly [string, string])[]): string {
  const width = Math.max(...examples.map(([line]) => line.length))
  return `\nExamples:\n${examples.map(([line, what]) => `  $ homemanager ${line.padEnd(width)}   ${what}`).join('\n')}\n\nGlobal flags: --json, --project, --cwd, --yes, --quiet, --verbose, --no-color`
}
