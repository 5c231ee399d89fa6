import type { Flags } from '../define-command.js'
import { toLongFlag } from '../flag-notation.js'
import { HELP_OPTION, VERSION_OPTION } from '../global-flags.js'

const PRINTING_FLAGS = new Set([...VERSION_OPTION[0].split(', '), ...HELP_OPTION[0].split(', ')])

/**
 * The index of the first word, from `start` on, that is neither one of the flags nor the value of one. -1 if there is none or
 * an unknown flag comes first.
 */
export function findOperand(argv: readonly string[], flags: Flags, start = 0): number {
  for (let at = start; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (!word.startsWith('-')) return at
    if (PRINTING_FLAGS.has(word)) continue
    const found = findFlag(word, flags)
    if (found === undefined) return -1
    if (found === 'before its value') at++
  }
  return -1
}

/** The words that are neither flags nor values of flags, up to a flag that is unknown. */
export function readOperands(
  argv: readonly string[],
  flags: Flags,
): { readonly operands: readonly string[]; readonly unknownFlag?: string } {
  const operands: string[] = []
  let start = 0
  for (let at = findOperand(argv, flags); at !== -1; at = findOperand(argv, flags, start)) {
    operands.push(argv[at] ?? '')
    start = at + 1
  }
  const unknownFlag = argv
    .slice(start)
    .find((word) => word.startsWith('-') && !PRINTING_FLAGS.has(word) && findFlag(word, flags) === undefined)
  return { operands, ...(unknownFlag === undefined ? {} : { unknownFlag }) }
}

function findFlag(word: string, flags: Flags): 'complete' | 'before its value' | undefined {
  const entries = Object.entries(flags)
  if (word.startsWith('--')) {
    const [name] = word.split('=')
    const flag = entries.find(([key, each]) => toLongFlag(key, each) === name)?.[1]
    if (flag === undefined) return undefined
    return flag.type === 'boolean' || word.includes('=') || flag.bare !== undefined
      ? 'complete'
      : 'before its value'
  }
  const [first = '', ...others] = word.slice(1)
  const findShort = (letter: string): Flags[string] | undefined =>
    entries.find(([, { short }]) => short === letter)?.[1]
  const flag = findShort(first)
  if (flag === undefined) return undefined
  if (flag.type !== 'boolean') return others.length > 0 ? 'complete' : 'before its value'
  return others.every((letter) => findShort(letter)?.type === 'boolean') ? 'complete' : undefined
}
