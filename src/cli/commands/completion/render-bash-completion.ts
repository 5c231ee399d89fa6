import { BRANCH_NAMES_COMMAND } from './branch-names-command.js'
import { ENTITY_NAMES_COMMAND } from './entity-names-command.js'
import { INDEX_NAMES_COMMAND } from './index-names-command.js'
import { SERVICE_NAMES_COMMAND } from './service-names-command.js'
import { ENTITY_SOURCES, STACK_RECORDS_COMMANDS } from './stack-records-commands.js'
import { TRACE_NAMES_COMMAND } from './trace-names-command.js'
import type { CommandCompletion, Completions, FlagCompletion, ValueCompletion } from './list-completions.js'

/**
 * Renders the script for bash. It reads the words before the cursor into `path` (the command and subcommand), `count` (the
 * number of arguments), `first` (the first of them) and `flag` (a flag that waits for its value), and selects the words to offer by these. Files are offered only for
 * values that can be paths.
 */
export function renderBashCompletion({ commands, globalFlags }: Completions): string {
  const top = commands.filter(({ parent }) => parent === '').flatMap(({ names }) => names)
  const globals = listNames(globalFlags)
  return `# bash completion for homemanager
_homemanager_projects() { cd .homemanager 2>/dev/null && compgen -d; }
_homemanager_snapshots() {
  local directory
  for directory in .homemanager/*/snapshots/*/; do
    [[ -d $directory ]] && basename "$directory"
  done
}
_homemanager_migrations() {
  local file
  for file in migrations/*/*.*; do
    [[ -f $file ]] || continue
    file="\${file#migrations/}"
    echo "\${file%.*}"
  done
}
_homemanager_entities() { ${ENTITY_NAMES_COMMAND}; }
_homemanager_services() { ${SERVICE_NAMES_COMMAND}; }
_homemanager_branches() { ${BRANCH_NAMES_COMMAND}; }
_homemanager_indexes() { ${INDEX_NAMES_COMMAND}; }
_homemanager_traces() { ${TRACE_NAMES_COMMAND} | cut -f 1; }
${Object.entries(STACK_RECORDS_COMMANDS)
  .map(([source, command]) => `_homemanager_${source}() { ${command} | cut -f 1; }`)
  .join('\n')}
_homemanager_records() {
  case "\${typed[last - 1]}" in
${ENTITY_SOURCES.map(([entity, source]) => `    ${entity}) _homemanager_${source} ;;`).join('\n')}
  esac
}
_homemanager() {
  local -a typed=()
  local last=-1 path="" flag="" count=0 words="" paths="" first="" current index word
  # An email address is one word, but bash splits it at the @.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ $COMP_WORDBREAKS == *@* && $last -gt 0 && ( $word == @* || \${typed[last]} == *@ ) ]]; then
      typed[last]="\${typed[last]}$word"
    else
      typed[++last]="$word"
    fi
  done
  current="\${typed[last]}"
  [[ $current == "=" ]] && current=""
  for ((index = 1; index < last; index++)); do
    word="\${typed[index]}"
    [[ $word == "=" ]] && continue
    if [[ -n $flag && $word != -* ]]; then flag=""; continue; fi
    flag=""
    case "$path:$word" in
${commands.map(formatPathCase).join('\n')}
      ${formatValueFlagPattern(commands, globalFlags)}) flag="$word" ;;
      *:-*) ;;
      *)
        [[ $count == 0 ]] && first="$word"
        ((count++))
        ;;
    esac
  done
  if [[ $current == -* ]]; then
    case "$path" in
      "") words="--version" ;;
${commands.flatMap(formatFlagCase).join('\n')}
    esac
    words="$words ${globals}"
  elif [[ -n $flag ]]; then
    case "$path:$flag" in
${globalFlags.flatMap((flag) => formatFlagValueCases('*', flag)).join('\n')}
${commands.flatMap(({ path, flags }) => flags.flatMap((flag) => formatFlagValueCases(`"${path}"`, flag))).join('\n')}
    esac
  else
    case "$path:$count" in
      ":0") words="${[...top, 'help'].join(' ')}" ;;
      ":1") [[ \${typed[1]} == help ]] && words="${[...top, 'all'].join(' ')}" ;;
${commands.flatMap(formatArgumentCases).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # bash 3 has no compopt.
  [[ -n $paths ]] || compopt +o default 2>/dev/null
  # Of an email address, it replaces only the last of the words that bash sees.
  word="\${current%"\${COMP_WORDS[COMP_CWORD]}"}"
  [[ -z $word ]] || COMPREPLY=("\${COMPREPLY[@]#"$word"}")
}
complete -o default -F _homemanager homemanager
`
}

function formatPathCase({ parent, names, path }: CommandCompletion): string {
  return `      ${names.map((name) => `"${parent}:${name}"`).join('|')}) path="${path}" ;;`
}

/** The pattern of all flags that a value follows. */
function formatValueFlagPattern(
  commands: readonly CommandCompletion[],
  globalFlags: readonly FlagCompletion[],
): string {
  const globals = globalFlags.filter(({ value }) => value).flatMap(({ names }) => names)
  const own = commands.flatMap(({ path, flags }) =>
    flags.filter(({ value }) => value).flatMap(({ names }) => names.map((name) => `"${path}:${name}"`)),
  )
  return [...globals.map((name) => `*:${name}`), ...own].join('|')
}

function formatFlagCase({ path, flags }: CommandCompletion): readonly string[] {
  return flags.length === 0 ? [] : [`      "${path}") words="${listNames(flags)}" ;;`]
}

/** `path` is a pattern of the shell. */
function formatFlagValueCases(path: string, { names, value }: FlagCompletion): readonly string[] {
  const offer = value === undefined ? '' : formatOffer(value)
  return offer === '' ? [] : [`      ${names.map((name) => `${path}:${name}`).join('|')}) ${offer} ;;`]
}

/** Sets what is offered for a value; empty if nothing is. */
function formatOffer({ values, valuesByArgument, source, path }: ValueCompletion): string {
  const byArgument = Object.entries(valuesByArgument)
  if (byArgument.length > 0) {
    const cases = [...byArgument, ['*', values] as const].map(
      ([argument, own]) => `${argument}) words="${own.join(' ')}" ;;`,
    )
    return `case "$first" in ${cases.join(' ')} esac`
  }
  const words = [...values, ...(source === undefined ? [] : [`$(_homemanager_${source})`])].join(' ')
  return [...(words === '' ? [] : [`words="${words}"`]), ...(path === undefined ? [] : ['paths=1'])].join(' ')
}

function formatArgumentCases({
  path,
  subcommands,
  arguments: declared,
}: CommandCompletion): readonly string[] {
  if (subcommands.length > 0) return [`      "${path}:0") words="${[...subcommands, 'help'].join(' ')}" ;;`]
  return declared.flatMap((argument, index) => {
    const offer = formatOffer(argument)
    return offer === '' ? [] : [`      "${path}:${argument.variadic ? '"*' : `${index}"`}) ${offer} ;;`]
  })
}

function listNames(flags: readonly FlagCompletion[]): string {
  return flags.flatMap(({ names }) => names).join(' ')
}
