import type { CompletedNames } from '../../define-command.js'
import { BRANCH_NAMES_COMMAND } from './branch-names-command.js'
import { ENTITY_NAMES_COMMAND } from './entity-names-command.js'
import { INDEX_NAMES_COMMAND } from './index-names-command.js'
import { SERVICE_NAMES_COMMAND } from './service-names-command.js'
import { ENTITY_SOURCES, STACK_RECORDS_COMMANDS } from './stack-records-commands.js'
import { TRACE_NAMES_COMMAND } from './trace-names-command.js'
import {
  type CommandCompletion,
  type Completions,
  type FlagCompletion,
  type ValueCompletion,
} from './list-completions.js'

/**
 * Renders the script for fish. `__homemanager_position` reads the words before the cursor and prints the command and
 * subcommand with the number of their arguments: `migrate status:0`.
 */
export function renderFishCompletion({ commands, globalFlags }: Completions): string {
  return `# fish completion for homemanager
function __homemanager_position
    set -l path
    set -l count 0
    set -l flag
    for word in (commandline -opc)[2..-1]
        if test -n "$flag"; and not string match -q -- '-*' $word
            set flag
            continue
        end
        set flag
        switch "$path:$word"
${commands.map(formatPathCase).join('\n')}
            case ${listValueFlags(commands, globalFlags).map(quote).join(' ')}
                set flag $word
            case '*:-*'
            case '*'
                set count (math $count + 1)
        end
    end
    echo "$path:$count"
end

function __homemanager_projects
    string replace -r '.*/(.+)/$' '$1' .homemanager/*/
end

function __homemanager_snapshots
    string replace -r '.*/(.+)/$' '$1' .homemanager/*/snapshots/*/
end

function __homemanager_migrations
    string replace -r '^migrations/(.*)\\.[^.]*$' '$1' migrations/*/*.*
end

function __homemanager_entities
    ${ENTITY_NAMES_COMMAND}
end

function __homemanager_services
    ${SERVICE_NAMES_COMMAND}
end

function __homemanager_branches
    ${BRANCH_NAMES_COMMAND}
end

function __homemanager_indexes
    ${INDEX_NAMES_COMMAND}
end

function __homemanager_traces
    ${TRACE_NAMES_COMMAND}
end

${Object.entries(STACK_RECORDS_COMMANDS)
  .map(
    ([source, command]) =>
      `function __homemanager_${source}\n    set -l current (commandline -ct)\n    ${command}\nend\n`,
  )
  .join('\n')}
function __homemanager_records
    switch (commandline -opc)[-1]
${ENTITY_SOURCES.map(([entity, source]) => `        case ${entity}\n            __homemanager_${source}`).join('\n')}
    end
end

function __homemanager_at
    string match -q -- $argv[1] (__homemanager_position)
end

complete -c homemanager -f
${[
  ...globalFlags.map((flag) => formatFlag(flag)),
  `complete -c homemanager -n ${at(':0')} -s V -l version -d 'Print the version'`,
  `complete -c homemanager -n ${quote(`__homemanager_at ':1'; and __fish_seen_subcommand_from help`)} -a ${quote([...listTopNames(commands), 'all'].join(' '))}`,
  ...commands.flatMap(formatCommand),
].join('\n')}
`
}

function listTopNames(commands: readonly CommandCompletion[]): readonly string[] {
  return commands.filter(({ parent }) => parent === '').flatMap(({ names }) => names)
}

function formatPathCase({ parent, names, path }: CommandCompletion): string {
  return `            case ${names.map((name) => quote(`${parent}:${name}`)).join(' ')}\n                set path ${quote(path)}`
}

function listValueFlags(
  commands: readonly CommandCompletion[],
  globalFlags: readonly FlagCompletion[],
): readonly string[] {
  const toNames = (path: string, flags: readonly FlagCompletion[]): readonly string[] =>
    flags.filter(({ value }) => value).flatMap(({ names }) => names.map((name) => `${path}:${name}`))
  return [...toNames('*', globalFlags), ...commands.flatMap(({ path, flags }) => toNames(path, flags))]
}

function formatCommand(command: CommandCompletion): readonly string[] {
  const { parent, names, path, summary, flags, arguments: declared } = command
  return [
    `complete -c homemanager -n ${at(`${parent}:0`)} -a ${quote(names.join(' '))} -d ${quote(summary)}`,
    ...flags.flatMap((flag) => formatServiceFlag(path, flag)),
    ...declared.flatMap((argument, index) => {
      const values = formatValues(argument)
      const position = at(`${path}:${argument.variadic ? '*' : index}`)
      return values.length === 0 ? [] : [`complete -c homemanager -n ${position} ${values.join(' ')}`]
    }),
  ]
}

/** Where the values depend on the first argument, one line for each, and one for all others. */
function formatServiceFlag(path: string, flag: FlagCompletion): readonly string[] {
  const position = `${path}:*`
  const byArgument = Object.entries(flag.value?.valuesByArgument ?? {})
  if (flag.value === undefined || byArgument.length === 0) return [formatFlag(flag, at(position))]
  const { value } = flag
  const known = byArgument.map(([argument]) => argument).join(' ')
  const isAt = `__homemanager_at ${quote(position)}`
  return [
    ...byArgument.map(([argument, values]) =>
      formatFlag(
        { ...flag, value: { ...value, values } },
        quote(`${isAt}; and __fish_seen_subcommand_from ${argument}`),
      ),
    ),
    formatFlag(flag, quote(`${isAt}; and not __fish_seen_subcommand_from ${known}`)),
  ]
}

function formatFlag({ names, description, value }: FlagCompletion, condition?: string): string {
  return [
    'complete -c homemanager',
    ...(condition === undefined ? [] : [`-n ${condition}`]),
    ...names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)),
    `-d ${quote(description)}`,
    ...(value === undefined ? [] : [value.path === undefined ? '-x' : '-r', ...formatValues(value)]),
  ].join(' ')
}

function formatValues({ values, path, source }: ValueCompletion): readonly string[] {
  const isInOrder = source !== undefined && IN_ORDER.has(source)
  const offered = [...values, ...(source === undefined ? [] : [`(__homemanager_${source})`])]
  return [
    ...(path === undefined ? [] : ['-F']),
    ...(isInOrder ? ['-k'] : []),
    ...(offered.length === 0 ? [] : [`-a ${quote(offered.join(' '))}`]),
  ]
}

const IN_ORDER: ReadonlySet<CompletedNames> = new Set(['traces', 'sagas', 'events', 'correlations'])

/** A condition: the cursor is there. */
function at(position: string): string {
  return quote(`__homemanager_at ${quote(position)}`)
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`
}
