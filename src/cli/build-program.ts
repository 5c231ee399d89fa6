import { Argument, Command as CommanderCommand, Option } from 'commander'
import type { ConfigFlags } from '../config/resolve-config.js'
import { debug, listenToDebug } from '../core/debug.js'
import { getPackageVersion } from '../core/package-version.js'
import { createOutput } from '../output/create-output.js'
import type { Project } from '../project/project.js'
import type { Command, CommandArgument, CommandContext, CommandOption, GlobalOptions } from './command.js'
import { type CommandEntry, COMMANDS } from './command-index.js'
import { listSubcommands, toUsageError } from './commander-error.js'
import { findCommandName, GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './global-options.js'
import {
  capitalize,
  describeValue,
  formatCommandFooter,
  formatRootFooter,
  getCommandPath,
  getHelpWidth,
  HELP_CONFIGURATION,
} from './help-format.js'
import { parseChoice } from './parse-choice.js'
import { parseFlags } from './parse-flags.js'
import type { SignalHandler } from './signal-handler.js'
import { unknownCommandError } from './unknown-command-error.js'
import { UsageError } from './usage-error.js'

interface Invocation {
  readonly argv: readonly string[]
  readonly signals: SignalHandler
  readonly onExitCode: (code: number) => void
}

/**
 * The commander program for a command line: the command that is called with its options, the others by name and summary.
 * Throws `USAGE` if there is no such command.
 */
export async function buildProgram(
  argv: readonly string[],
  signals: SignalHandler,
  onExitCode: (code: number) => void,
): Promise<CommanderCommand> {
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
  addGlobalOptions(program, false)
  configureErrors(program)
  const name = findCommandName(argv)
  const called = COMMANDS.find((entry) => entry.name === name || entry.aliases?.includes(name ?? '') === true)
  if (name !== undefined && called === undefined) throw unknownCommandError(name).withHelpFor('')
  for (const entry of COMMANDS) {
    const child = program
      .command(entry.name, { hidden: entry.hidden ?? false })
      .summary(entry.summary)
      .helpGroup(`${entry.group}:`)
    if (entry !== called) continue
    child.aliases(entry.aliases ?? [])
    defineCommand(
      child,
      { ...(await entry.load()), summary: entry.summary },
      { argv, signals, onExitCode },
      entry,
    )
  }
  return program
}

function defineCommand(
  target: CommanderCommand,
  command: Command,
  invocation: Invocation,
  entry?: CommandEntry,
): void {
  target
    .summary(capitalize(command.summary))
    .description(capitalize(command.description ?? command.summary))
    .helpOption(...HELP_OPTION)
    .addHelpText('after', formatCommandFooter(command, entry?.aliases))
  for (const argument of command.arguments ?? []) target.addArgument(toArgument(argument, target))
  for (const option of command.options ?? []) target.addOption(toOption(option, target))
  addGlobalOptions(target, true)
  configureErrors(target)
  if (command.passThrough) target.passThroughOptions()
  // An option after the name of a subcommand is the subcommand's, even if the parent has one of the same name.
  if (command.subcommands) target.enablePositionalOptions().helpCommand('help [command]')
  for (const sub of command.subcommands ?? []) {
    defineCommand(target.command(sub.name, { hidden: sub.hidden ?? false }), sub, invocation)
  }
  const { run } = command
  if (run) target.action((...parsed: unknown[]) => runCommand(target, run, parsed, invocation))
}

async function runCommand(
  target: CommanderCommand,
  run: NonNullable<Command['run']>,
  parsed: readonly unknown[],
  { argv, signals, onExitCode }: Invocation,
): Promise<void> {
  const start = performance.now()
  const positional = parsed.slice(0, -2).flat() as (string | undefined)[]
  const context = createCommandContext(target, argv, signals)
  using _listening = context.globals.verbose
    ? listenToDebug((text) => context.output.debug(`[${formatSeconds(0)}] ${text}`))
    : undefined
  debug(
    `homemanager ${getPackageVersion()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  )
  try {
    const code = (await run(context, positional, target.opts(), target.args)) ?? 0
    debug(() => `Finished after ${formatSeconds(start)} with exit code ${code}`)
    onExitCode(code)
  } catch (error) {
    debug(() => `Failed after ${formatSeconds(start)}`)
    throw withHelp(error, target)
  }
}

function formatSeconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(2)} s`
}

function createCommandContext(
  target: CommanderCommand,
  argv: readonly string[],
  signals: SignalHandler,
): CommandContext {
  const options = target.optsWithGlobals<Partial<GlobalOptions>>()
  const globals: GlobalOptions = {
    json: options.json ?? false,
    yes: options.yes ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    color: parseFlags(argv).color,
    cwd: options.cwd ?? process.cwd(),
    ...(options.project === undefined ? {} : { project: options.project }),
  }
  return {
    output: createOutput(globals),
    globals,
    project: createProjectOpener(globals),
    signal: signals.signal,
    signalHandler: signals,
    loadCommands: loadVisibleCommands,
  }
}

function createProjectOpener(globals: GlobalOptions): CommandContext['project'] {
  let opened: Promise<Project> | undefined
  const open = async (settings?: Partial<ConfigFlags>): Promise<Project> => {
    const { openProject } = await import('../project/project.js')
    return openProject({ ...globals, ...settings })
  }
  return async (settings) => (settings === undefined ? (opened ??= open()) : open(settings))
}

async function loadVisibleCommands(): Promise<readonly Command[]> {
  const visible = COMMANDS.filter((entry) => entry.hidden !== true)
  return Promise.all(visible.map(async ({ load, summary }) => ({ ...(await load()), summary })))
}

function toArgument(argument: CommandArgument, target: CommanderCommand): Argument {
  const built = new Argument(argument.name, describeValue(argument))
  const { choices } = argument
  if (!choices) return built
  const parse = parseChoice(argument.name.replace('...', ''), choices, built.variadic)
  return built
    .choices(choices)
    .argParser((text, previous: unknown) => parseValue(parse, text, previous, target))
}

function toOption(option: CommandOption, target: CommanderCommand): Option {
  const built = new Option(option.flags, describeValue(option))
  if (option.default !== undefined) built.default(option.default)
  if (option.choices) built.choices(option.choices)
  const choice = option.choices && parseChoice(built.long ?? built.flags, option.choices, built.variadic)
  const parse = option.parse ?? choice
  if (parse) built.argParser((text, previous: unknown) => parseValue(parse, text, previous, target))
  if (option.hidden) built.hideHelp()
  return built
}

function parseValue(
  parse: NonNullable<CommandOption['parse']>,
  text: string,
  previous: unknown,
  target: CommanderCommand,
): unknown {
  try {
    return parse(text, previous)
  } catch (error) {
    throw withHelp(error, target)
  }
}

function withHelp(error: unknown, target: CommanderCommand): unknown {
  return error instanceof UsageError ? error.withHelpFor(getCommandPath(target)) : error
}

function addGlobalOptions(target: CommanderCommand, hidden: boolean): void {
  for (const [flags, description] of GLOBAL_OPTIONS) {
    const option = new Option(flags, description)
    target.addOption(hidden ? option.hideHelp() : option)
  }
}

/** run-cli prints errors, once; commander must neither print them nor exit the process. */
function configureErrors(target: CommanderCommand): void {
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
  const { json, verbose } = target.opts<Partial<GlobalOptions>>()
  if (json !== true) {
    target.configureOutput({ writeErr: (text) => process.stderr.write(text) }).outputHelp({ error: true })
    process.stderr.write('\n')
  }
  return new UsageError({
    message: 'No command was given.',
    hint: verbose === true ? 'To print the version, run homemanager --version.' : undefined,
  })
}
