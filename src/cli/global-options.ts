/** The options of every command, as `[flags in commander's notation, description]`. */
export const GLOBAL_OPTIONS: readonly (readonly [string, string])[] = [
  ['--json', 'Print the result as one JSON document'],
  ['--project <name>', 'Name of the project, if several run side by side'],
  ['--cwd <dir>', 'Run as if started in this directory'],
  ['-y, --yes', 'Answer yes to every confirmation'],
  ['-q, --quiet', 'Print only the result'],
  ['-v, --verbose', 'Print debug messages to stderr'],
  ['--no-color', 'Disable colors (like the variable NO_COLOR)'],
]

export const VERSION_OPTION = ['-V, --version', 'Print the version'] as const
export const HELP_OPTION = ['-h, --help', 'Print help'] as const

/**
 * The first word of a command line that is not a global option: the name of the command. Undefined if there is none or an
 * unknown option comes first.
 */
export function findCommandName(argv: readonly string[]): string | undefined {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (!word.startsWith('-')) return word
    const option = GLOBAL_OPTIONS.find(([flags]) => flags.split(/,? /).includes(word.replace(/=.*/, '')))
    const combined = /^-[yqv]+$/.test(word)
    const printsAndExits = [...VERSION_OPTION[0].split(', '), ...HELP_OPTION[0].split(', ')].includes(word)
    if (option === undefined && !combined && !printsAndExits) return undefined
    if (option?.[0].includes('<') === true && !word.includes('=')) at++
  }
  return undefined
}

/** `help migrate status` is `migrate status --help`. */
export function expandHelpCommand(argv: readonly string[]): readonly string[] {
  if (findCommandName(argv) !== 'help') return argv
  return [...argv.filter((word, at) => at !== argv.indexOf('help') && word !== '--help'), '--help']
}
