import type { Command } from 'commander'
import { formatCommandLine } from '../../core/format-command-line.js'

/** Options whose values can have several words, by how the help shows their values. */
const TEXT_OPTION = /<(?:text|pattern)>$/

/**
 * The command line with quotes around the value of an option that several words follow: `--search whole foods market`. Undefined if
 * there is none.
 */
export function suggestQuotes(command: Command): string | undefined {
  const argv = readArgv(command)
  const names = command.options
    .filter(({ flags }) => TEXT_OPTION.test(flags))
    .flatMap(({ short, long }) => [short, long].filter((name) => name !== undefined))
  for (const [at, word] of argv.entries()) {
    const isBefore = names.includes(word)
    if (!isBefore && !names.some((name) => word.startsWith(`${name}=`))) continue
    const start = isBefore ? at + 1 : at
    const rest = argv.slice(start)
    const end = rest.findIndex((each, i) => i > 0 && each.startsWith('-'))
    const words = end === -1 ? rest : rest.slice(0, end)
    if (words.length > 1)
      return formatCommandLine(
        'homemanager',
        ...argv.slice(0, start),
        words.join(' '),
        ...argv.slice(start + words.length),
      )
  }
  return undefined
}

/** The words after `homemanager`. Commander keeps them in its root, without declaring it. */
function readArgv(command: Command): readonly string[] {
  let root: Command & { readonly rawArgs?: readonly string[] } = command
  while (root.parent !== null) root = root.parent
  return root.rawArgs ?? []
}
