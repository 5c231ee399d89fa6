import { type Command as CommanderCommand, Help, type HelpConfiguration } from 'commander'
import { breakCommandLine } from './break-command-line.js'
import type { Argument, Flag, SubcommandDefinition, ValueFlag } from '../define-command.js'
import { formatFlag, toLongFlag } from '../flag-notation.js'
import { GLOBAL_FLAGS, HELP_OPTION, VERSION_OPTION } from '../global-flags.js'

/** Wider text is hard to read. */
const MAX_WIDTH = 100
const DEFAULT_WIDTH = 80

/** The columns of the terminal, at most `MAX_WIDTH`. */
export function getHelpWidth(): number {
  return Math.min(MAX_WIDTH, process.stdout.columns || Number(process.env['COLUMNS']) || DEFAULT_WIDTH)
}

/** The layout of the help of every command. */
export const HELP_CONFIGURATION: HelpConfiguration = {
  minWidthToWrap: 20,
  visibleCommands(this: Help, command) {
    return Help.prototype.visibleCommands.call(this, command).filter((each) => each.name() !== 'help')
  },
  visibleOptions(this: Help, command) {
    // The root help lists the global options last, see formatRootFooter.
    return command.parent === null ? [] : Help.prototype.visibleOptions.call(this, command)
  },
  commandUsage: (command) =>
    ['homemanager', getCommandPath(command), command.usage()].join(' ').replace('  ', ' '),
  subcommandTerm: (command) =>
    command.parent?.parent ? `${command.name()} ${listArguments(command)}`.trim() : command.name(),
  argumentTerm: (argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`),
  argumentDescription: (argument) => argument.description,
  optionDescription: (option) => option.description,
}

/** `migrate status`; empty for the program itself. */
export function getCommandPath(command: CommanderCommand): string {
  return command.parent === null ? '' : `${getCommandPath(command.parent)} ${command.name()}`.trim()
}

/** What the help shows for a flag or argument: its description, allowed values and default in one style. */
export function describeValue(definition: Flag | Argument): string {
  const { description } = definition
  const notes = definition.type === 'boolean' ? [] : listNotes(definition)
  const isListOfValues = /^\w+, \w+(?:,| or )/.test(description)
  const text = isListOfValues ? description : capitalize(description)
  return `${text}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`
}

function listNotes(definition: ValueFlag | Argument): readonly string[] {
  const { description, defaultText, default: value } = definition
  const shownDefault =
    defaultText ?? (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined)
  const choices = definition.type === 'choice' ? definition.choices : []
  const isListed = choices.every((choice) => description.includes(choice))
  return [
    ...('repeatable' in definition || ('value' in definition && definition.variadic) ? ['repeatable'] : []),
    ...(isListed ? [] : [`choices: ${choices.join(', ')}`]),
    ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
  ]
}

/** Capitalizes a phrase, unless it starts with the name of a program or something like `budget.*`. */
export function capitalize(text: string): string {
  return /^(?!psql|mongosh)[a-z]+(?:[ ,]|$)/.test(text)
    ? `${text.charAt(0).toUpperCase()}${text.slice(1)}`
    : text
}

export function formatCommandFooter(
  examples: SubcommandDefinition['examples'],
  aliases: readonly string[],
): string {
  const globalOptions = Object.entries(GLOBAL_FLAGS)
    .map(([name, flag]) => toLongFlag(name, flag))
    .join(', ')
  return [
    ...(aliases.length === 0 ? [] : [`\nAliases: ${aliases.join(', ')}`]),
    `\nExamples:\n${formatExamples(examples)}`,
    `\n${wrap(`Global options: ${globalOptions}`, '')}`,
  ].join('\n')
}

export function formatRootFooter(): string {
  const examples: readonly (readonly [string, string])[] = [
    ['up --seed demo', 'Start the stack and load the demo dataset'],
    ['status', 'Show what is running, and its addresses'],
    ['migrate --help', 'Show the options and examples of a command'],
    ['help all', 'Show the options of all commands'],
  ]
  const globals = Object.entries(GLOBAL_FLAGS).map(
    ([name, flag]) => [formatFlag(name, flag), flag.description] as const,
  )
  const options = [...globals, VERSION_OPTION, HELP_OPTION]
  const width = Math.max(...options.map(([flags]) => flags.length))
  const rows = options.map(([flags, what]) => `  ${flags.padEnd(width)}  ${what}`)
  return `\nGlobal options:\n${rows.join('\n')}\n\nExamples:\n${formatExamples(examples)}`
}

/** In two columns if they fit, otherwise each description is a line above its command. Both ways they can be pasted into a shell. */
function formatExamples(examples: readonly (readonly [string, string])[]): string {
  const width = Math.max(...examples.map(([line]) => line.length))
  const rows = examples.map(([line, what]) => `  $ homemanager ${line.padEnd(width)}   ${capitalize(what)}`)
  if (rows.every((row) => row.length <= getHelpWidth())) return rows.join('\n')
  return examples
    .map(([line, what]) => {
      const command = breakCommandLine(`  $ homemanager ${line}`, getHelpWidth())
      return `${wrap(capitalize(what), '  # ')}\n${command}`
    })
    .join('\n')
}

function wrap(text: string, prefix: string): string {
  const help = new Help()
  help.minWidthToWrap = 20
  const lines = help.boxWrap(text, getHelpWidth() - prefix.length).split('\n')
  return lines.map((line) => `${prefix}${line}`).join('\n')
}

function listArguments(command: CommanderCommand): string {
  return command.registeredArguments
    .map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`
      return argument.required ? `<${name}>` : `[${name}]`
    })
    .join(' ')
}
