import { formatCommandLine } from '../../core/format-command-line.js'
import type { Arguments, CommandDefinition, Flags } from '../define-command.js'
import { GLOBAL_FLAGS, HELP_OPTION } from '../global-flags.js'
import { UsageError } from '../usage-error.js'
import { findOperand } from './find-operand.js'

const HELP_FLAGS = HELP_OPTION[0].split(', ')

/**
 * Throws `USAGE` if the value of the first argument is given second, as in `migrate new add-colour postgres`. The words of the command
 * begin at `start`.
 */
export function assertArgumentOrder(
  { name, flags, arguments: own, subcommands = {} }: CommandDefinition,
  argv: readonly string[],
  start: number,
): void {
  if (HELP_FLAGS.some((flag) => argv.includes(flag))) return
  const known: Flags = { ...GLOBAL_FLAGS, ...flags }
  const at = findOperand(argv, known, start)
  const word = argv[at] ?? ''
  const subcommand = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined
  if (subcommand === undefined) return assertOrder(own, argv, at, known, name)
  const all: Flags = { ...known, ...subcommand.flags }
  assertOrder(subcommand.arguments, argv, findOperand(argv, all, at + 1), all, `${name} ${word}`)
}

/** `at` is the index of the first argument, -1 if there is none. */
function assertOrder(
  declared: Arguments = {},
  argv: readonly string[],
  at: number,
  flags: Flags,
  path: string,
): void {
  const [name = ''] = Object.keys(declared)
  const [first, second] = Object.values(declared)
  // Any word may be one of those that a program gets.
  if (first?.type !== 'choice' || second === undefined || second.variadic === true || at === -1) return
  const { choices } = first
  const given = argv[at] ?? ''
  const next = findOperand(argv, flags, at + 1)
  if (choices.includes(given) || !choices.includes(argv[next] ?? '')) return
  throw new UsageError({
    message: `Invalid value "${given}" for <${name}>.`,
    detail: `Allowed values: ${choices.join(', ')}.`,
    hint: `The ${name} comes first: ${formatSwapped(argv, at, next)}.`,
  }).withHelpFor(path)
}

/** The command line with two of its words swapped. */
export function formatSwapped(argv: readonly string[], first: number, second: number): string {
  const words = argv.with(first, argv[second] ?? '').with(second, argv[first] ?? '')
  return formatCommandLine('homemanager', ...words)
}
