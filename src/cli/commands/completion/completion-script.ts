import type { Command } from '../../command.js'
import { type CommandCompletion, listCompletions } from './list-completions.js'

const GLOBAL_FLAG_NAMES = [
  '--json',
  '--project',
  '--cwd',
  '--yes',
  '--quiet',
  '--verbose',
  '--no-color',
  '--help',
]

/** Renders a static completion script with all commands, flags and choices: completing does not start homemanager. */
export function renderCompletionScript(shell: 'bash' | 'zsh' | 'fish', commands: readonly Command[]): string {
  return { bash: renderBashCompletion, zsh: renderZshCompletion, fish: renderFishCompletion }[shell](
    listCompletions(commands),
  )
}

function renderBashCompletion(commands: readonly CommandCompletion[]): string {
  const top = commands.filter(({ path }) => !path.includes(' ')).map(({ path }) => path)
  const cases = commands.map(
    ({ path, candidates, flags }) =>
      `    "${path}") words="${[...candidates, ...flags.map(({ long }) => long), ...GLOBAL_FLAG_NAMES].join(' ')}" ;;`,
  )
  const values = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ long, choices }) =>
          `    "${path} ${long}") COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); return ;;`,
      ),
  )
  return `# bash completion for homemanager
_homemanager() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case "$path $word" in ${toPathPatterns(commands)}) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case "$path $previous" in
${values.join('\n')}
  esac
  words="${[...top, ...GLOBAL_FLAG_NAMES, '--version'].join(' ')}"
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _homemanager homemanager
`
}

/** `case` patterns of the words that extend the path: a command in first place, a subcommand after its command. */
function toPathPatterns(commands: readonly CommandCompletion[]): string {
  return commands.map(({ path }) => (path.includes(' ') ? `"${path}"` : `" ${path}"`)).join('|')
}

function renderZshCompletion(commands: readonly CommandCompletion[]): string {
  const escape = (text: string): string =>
    text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, String.raw`\$&`)
  const top = commands.filter(({ path }) => !path.includes(' '))
  const list = top.map(({ path, summary }) => `    '${path}:${escape(summary)}'`)
  const cases = top.map(({ path, candidates, flags }) => {
    const subcommandFlags = commands
      .filter((command) => command.path.startsWith(`${path} `))
      .flatMap((sub) => sub.flags)
    const specs = [...flags, ...subcommandFlags].map(({ long, description, takesValue, choices }) => {
      const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : ''
      return `'${long}[${escape(description)}]${value}'`
    })
    const argument = candidates.length > 0 ? `'1:argument:(${candidates.join(' ')})'` : "'*:file:_files'"
    return `    ${path}) _arguments ${[...new Set(specs), ...GLOBAL_FLAG_NAMES.map((flag) => `'${flag}'`), argument].join(' ')} ;;`
  })
  return `#compdef homemanager
# zsh completion for homemanager
_homemanager() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local name="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$name" in
${cases.join('\n')}
  esac
}
_homemanager "$@"
`
}

function renderFishCompletion(commands: readonly CommandCompletion[]): string {
  const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)
  const lines = commands.flatMap(({ path, summary, candidates, flags }) => {
    const [command = '', sub] = path.split(' ')
    const condition = `__fish_seen_subcommand_from ${sub ?? command}`
    const commandLine =
      sub === undefined
        ? `complete -c homemanager -n __fish_use_subcommand -f -a ${command} -d '${escape(summary)}'`
        : `complete -c homemanager -n '__fish_seen_subcommand_from ${command}' -f -a ${sub} -d '${escape(summary)}'`
    const flagLines = flags.map(({ long, description, takesValue, choices }) => {
      const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : ''
      return `complete -c homemanager -n '${condition}' -l ${long.slice(2)} -d '${escape(description)}'${value}`
    })
    const takesChoices =
      sub === undefined &&
      candidates.length > 0 &&
      !commands.some((other) => other.path.startsWith(`${command} `))
    const argumentLine = takesChoices
      ? [`complete -c homemanager -n '${condition}' -f -a '${candidates.join(' ')}'`]
      : []
    return [commandLine, ...flagLines, ...argumentLine]
  })
  const globals = GLOBAL_FLAG_NAMES.map((flag) => `complete -c homemanager -l ${flag.slice(2)}`)
  return `# fish completion for homemanager\n${[...globals, ...lines].join('\n')}\n`
}
