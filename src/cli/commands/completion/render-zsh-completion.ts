import { BRANCH_NAMES_COMMAND } from './branch-names-command.js'
import { ENTITY_NAMES_COMMAND } from './entity-names-command.js'
import { INDEX_NAMES_COMMAND } from './index-names-command.js'
import { SERVICE_NAMES_COMMAND } from './service-names-command.js'
import { ENTITY_SOURCES, STACK_RECORDS_COMMANDS } from './stack-records-commands.js'
import { TRACE_NAMES_COMMAND } from './trace-names-command.js'
import {
  type ArgumentCompletion,
  type CommandCompletion,
  type Completions,
  type FlagCompletion,
  type ValueCompletion,
} from './list-completions.js'

/** Renders the script for zsh: `_arguments` specifications for every command and subcommand. */
export function renderZshCompletion({ commands, globalFlags }: Completions): string {
  const top = commands.filter(({ parent }) => parent === '')
  return `#compdef homemanager
# zsh completion for homemanager
_homemanager_projects() {
  local -a found=(.homemanager/*(N/:t))
  compadd -a found
}

_homemanager_snapshots() {
  local -a found=(.homemanager/*/snapshots/*(N/:t))
  compadd -- "$@" $found
}

_homemanager_migrations() {
  local -a found=(migrations/*/*.*(N:r))
  compadd -- "$@" \${found#migrations/}
}

_homemanager_entities() {
  local -a found=(\${(f)"$(${ENTITY_NAMES_COMMAND})"})
  compadd -- "$@" $found
}

_homemanager_services() {
  local -a found=(\${(f)"$(${SERVICE_NAMES_COMMAND})"})
  compadd -- "$@" $found
}

_homemanager_branches() {
  local -a found=(\${(f)"$(${BRANCH_NAMES_COMMAND})"})
  compadd -a found
}

_homemanager_indexes() {
  local -a found=(\${(f)"$(${INDEX_NAMES_COMMAND})"})
  compadd -- "$@" $found
}

# Lines with a value, a tab and its description, in their order.
_homemanager_described() {
  local -a values=(\${@%%$'\t'*}) descriptions=(\${@/$'\t'/  })
  compadd -l -V described -d descriptions -a values
}

_homemanager_traces() { _homemanager_described \${(f)"$(${TRACE_NAMES_COMMAND})"} }

${Object.entries(STACK_RECORDS_COMMANDS)
  .map(
    ([source, command]) =>
      `_homemanager_${source}() {\n  local current=$PREFIX\n  _homemanager_described \${(f)"$(${command})"}\n}\n`,
  )
  .join('\n')}
_homemanager_records() {
  case $words[CURRENT-1] in
${ENTITY_SOURCES.map(([entity, source]) => `    ${entity}) _homemanager_${source} ;;`).join('\n')}
  esac
}

${formatValueFunctions(commands)}
_homemanager() {
  local curcontext="$curcontext" state line
  local -a global=(
${globalFlags
  .flatMap(formatFlag)
  .map((spec) => `    ${spec}`)
  .join('\n')}
  )
  _arguments -C $global '(-V --version)'{-V,--version}'[Print the version]' '1: :->command' '*:: :->arguments'
  case $state in
    command)
      local -a commands=(
${top
  .flatMap(formatDescriptions)
  .map((line) => `        ${line}`)
  .join('\n')}
      )
      _describe 'command' commands
      ;;
    arguments)
      case $line[1] in
        help) _arguments '1:command:(${[...top.flatMap(({ names }) => names), 'all'].join(' ')})' ;;
${top.map((command) => formatCommandCase(command, commands)).join('\n')}
      esac
      ;;
  esac
}
_homemanager "$@"
`
}

function formatCommandCase(command: CommandCompletion, all: readonly CommandCompletion[]): string {
  const subcommands = all.filter(({ parent }) => parent === command.name)
  const pattern = `        ${command.names.join('|')})`
  if (subcommands.length === 0) return `${pattern} _arguments $global ${formatSpecs(command)} ;;`
  return `${pattern}
          _arguments -C $global ${[...command.flags.flatMap(formatFlag), "'1: :->subcommand' '*:: :->rest'"].join(' ')}
          case $state in
            subcommand)
              local -a subcommands=(
${subcommands
  .flatMap(formatDescriptions)
  .map((line) => `                ${line}`)
  .join('\n')}
              )
              _describe 'subcommand' subcommands
              ;;
            rest)
              case $line[1] in
${subcommands.map((subcommand) => `                ${subcommand.name}) _arguments $global ${formatSpecs(subcommand)} ;;`).join('\n')}
              esac
              ;;
          esac
          ;;`
}

function formatDescriptions({ names, summary }: CommandCompletion): readonly string[] {
  return names.map((name) => `'${name}:${escapeText(summary)}'`)
}

function formatSpecs(command: CommandCompletion): string {
  return [...command.flags.flatMap(formatFlag), ...command.arguments.map(formatArgument)].join(' ')
}

function formatArgument(argument: ArgumentCompletion): string {
  return `'${argument.variadic ? '*' : ''}:${argument.name}:${formatAction(argument)}'`
}

/** One specification per form; giving one form excludes the other. */
function formatFlag({ names, description, value }: FlagCompletion): readonly string[] {
  const prefix = value?.repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
  const suffix =
    value === undefined
      ? ''
      : `${value.optional ? '::' : ':'}${escapeText(value.name)}:${formatAction(value)}`
  return names.map((name) => `'${prefix}${name}[${escapeText(description)}]${suffix}'`)
}

/** A space offers nothing, but shows the name of the value. */
function formatAction({ name, values, valuesByArgument, path, source }: ValueCompletion): string {
  if (Object.keys(valuesByArgument).length > 0) return `_homemanager_${name}`
  if (source !== undefined)
    return values.length === 0 ? `_homemanager_${source}` : `{_homemanager_${source} ${values.join(' ')}}`
  if (values.length > 0) return path === undefined ? `(${values.join(' ')})` : `_homemanager_${name}`
  if (path === undefined) return ' '
  return path === 'file' ? '_files' : '_directories'
}

/** Functions for values that may also be paths, or depend on the first argument. */
function formatValueFunctions(commands: readonly CommandCompletion[]): string {
  const values = commands
    .flatMap(({ arguments: declared, flags }) => [...declared, ...flags.flatMap(({ value }) => value ?? [])])
    .filter(
      (each) =>
        Object.keys(each.valuesByArgument).length > 0 || (each.path !== undefined && each.values.length > 0),
    )
  return [...new Map(values.map((value) => [value.name, value])).values()].map(formatValueFunction).join('\n')
}

function formatValueFunction({ name, values, valuesByArgument }: ValueCompletion): string {
  const byArgument = Object.entries(valuesByArgument)
  if (byArgument.length === 0)
    return `_homemanager_${name}() {\n  _alternative 'values:${name}:(${values.join(' ')})' 'files:file:_files'\n}\n`
  const cases = [
    ...byArgument.map(([argument, own]) => `    *' ${argument} '*) compadd ${own.join(' ')} ;;`),
    `    *) compadd ${values.join(' ')} ;;`,
  ]
  return `_homemanager_${name}() {\n  case " $words " in\n${cases.join('\n')}\n  esac\n}\n`
}

function escapeText(text: string): string {
  return text.replaceAll("'", String.raw`'\''`).replaceAll(/[[\]:]/g, String.raw`\$&`)
}
