import type { Command as CommanderCommand } from 'commander'
import type { ConfigFlags } from '../../config/resolve-config.js'
import { debug, listenToDebug } from '../../core/debug.js'
import { getPackageVersion } from '../../core/package-version.js'
import { createOutput } from '../../output/create-output.js'
import type { Output } from '../../output/output.js'
import type { Project } from '../../project/project.js'
import type { CommandContext } from '../command-context.js'
import type { UncheckedHandler } from '../command-handler.js'
import { withHelp } from './configure-parser.js'
import type { CommandDefinition, Flags, SubcommandDefinition } from '../define-command.js'
import { createCommandAddresser } from '../format-program.js'
import { type GlobalOptions, isColorEnabled } from '../global-flags.js'
import { readGlobalFlags, readValues } from './read-values.js'
import type { SignalHandler } from '../signal-handler.js'

/** A command line, and what happens to its result. */
export interface Invocation {
  readonly signals: SignalHandler
  readonly argv: readonly string[]
  readonly onExitCode: (code: number) => void
  /** Called before the command runs. */
  readonly onGlobals: (globals: GlobalOptions) => void
}

interface ParsedCommand {
  /** After parsing. */
  readonly target: CommanderCommand
  readonly definition: SubcommandDefinition
  /** The flags of the command, if this is a subcommand. */
  readonly parentFlags?: Flags | undefined
  readonly loadHandler: () => Promise<UncheckedHandler | undefined>
  readonly commands: readonly CommandDefinition[]
}

/** Calls the handler of a command with the values of its flags and arguments. */
export async function runCommand(
  { target, definition, parentFlags, loadHandler, commands }: ParsedCommand,
  { signals, argv, onExitCode, onGlobals }: Invocation,
): Promise<void> {
  const start = performance.now()
  const globals = readGlobalOptions(target)
  onGlobals(globals)
  const output = createOutput({
    ...globals,
    addressCommands: createCommandAddresser(
      globals,
      commands.map(({ name }) => name),
    ),
    showsUserText: definition.showsUserText ?? false,
  })
  const context: CommandContext = {
    output,
    globals,
    project: createProjectOpener(globals, output),
    signal: signals.signal,
    signalHandler: signals,
    argv,
    commands,
  }
  using _listening = context.globals.verbose
    ? listenToDebug((text) => context.output.debug(`[${formatSeconds(0)}] ${text}`))
    : undefined
  debug(
    `homemanager ${getPackageVersion()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  )
  try {
    const values = readValues(target, definition, parentFlags)
    const handler = await loadHandler()
    if (handler === undefined) throw new TypeError(`${target.name()} has no handler.`)
    const code = (await handler({ context, ...values })) ?? 0
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

/** The global flags, given before or after the name of the command. */
function readGlobalOptions(target: CommanderCommand): GlobalOptions {
  let given: ReadonlyMap<string, unknown>
  try {
    given = readGlobalFlags(target)
  } catch (error) {
    throw withHelp(error, target)
  }
  const [cwd, project] = [given.get('cwd'), given.get('project')]
  return {
    json: given.get('json') === true,
    yes: given.get('yes') === true,
    quiet: given.get('quiet') === true,
    verbose: given.get('verbose') === true,
    color: isColorEnabled(given.get('color') !== false),
    cwd: typeof cwd === 'string' ? cwd : process.cwd(),
    ...(typeof project === 'string' ? { project } : {}),
  }
}

function createProjectOpener(globals: GlobalOptions, output: Output): CommandContext['project'] {
  let opened: Promise<Project> | undefined
  const open = async (settings?: Partial<ConfigFlags>): Promise<Project> => {
    const { openProject } = await import('../../project/project.js')
    const project = await openProject({ ...globals, ...settings })
    const { ignoredStack, root } = project.config
    if (ignoredStack !== undefined)
      output.warn(
        `The environment has the addresses of the stack of ${ignoredStack}; they are not used for ${root}. To use them anyway, unset HOMEMANAGER_STACK_DIGEST.`,
      )
    return project
  }
  return async (settings) => (settings === undefined ? (opened ??= open()) : open(settings))
}
