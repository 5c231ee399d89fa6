import { formatCommandLine } from '../core/format-command-line.js'
import type { GlobalOptions } from './global-flags.js'

/** Commands that do the same in every project, and `init`, for which `--project` is a setting. */
const INDEPENDENT_COMMANDS: ReadonlySet<string> = new Set(['cache', 'completion', 'init', 'ls', 'version'])

/** `homemanager` with the flags that select the same project, in front of commands to be copied and pasted. */
export function formatProgram({
  project = process.env['HOMEMANAGER_PROJECT'] || undefined,
  cwd,
}: Pick<GlobalOptions, 'project' | 'cwd'>): string {
  return formatCommandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
}

/**
 * Returns a function that adds the flags of `formatProgram` to the commands in a text, such as `homemanager up`, so that the
 * commands of a suggestion act on the project of the command that has printed it. Commands that name a project or a directory
 * themselves are left alone, and so is `--help`. `names` are those of all commands.
 */
export function createCommandAddresser(
  globals: Pick<GlobalOptions, 'project' | 'cwd'>,
  names: readonly string[],
): (text: string) => string {
  const program = formatProgram(globals)
  if (program === 'homemanager') return (text) => text
  const dependent = names.filter((name) => !INDEPENDENT_COMMANDS.has(name))
  const commands = new RegExp(
    `(?:(?<=\\[\\d+m)|(?<![\\w/.-]|\\bin ))homemanager(?= (?:${dependent.join('|')})\\b(?![^.,;:\\n]*? --(?:project|cwd|help)\\b))`,
    'g',
  )
  return (text) => text.replace(commands, () => program)
}
