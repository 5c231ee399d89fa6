import type { Flags, FlagValues } from './define-command.js'
import { toLongFlag } from './flag-notation.js'

/** The flags of every command. */
export const GLOBAL_FLAGS = {
  json: { type: 'boolean', description: 'Print the result as one JSON document' },
  project: {
    type: 'string',
    value: 'name',
    names: 'projects',
    description: 'Name of the project, if the directory has several',
  },
  cwd: {
    type: 'string',
    value: 'dir',
    path: 'directory',
    description: 'Run as if started in this directory',
  },
  yes: { type: 'boolean', short: 'y', description: 'Answer yes to every confirmation' },
  quiet: { type: 'boolean', short: 'q', description: 'Print only the result' },
  verbose: { type: 'boolean', short: 'v', description: 'Print debug messages to stderr' },
  color: { type: 'boolean', default: true, description: 'Disable colors (like the variable NO_COLOR)' },
} as const satisfies Flags

export const VERSION_OPTION = ['-V, --version', 'Print the version'] as const
export const HELP_OPTION = ['-h, --help', 'Print help'] as const

/** How the result is printed, and whether confirmations are answered. */
export type OutputFlags = Omit<FlagValues<typeof GLOBAL_FLAGS>, 'cwd' | 'project'>

/** The values of the global flags. */
export interface GlobalOptions extends OutputFlags {
  readonly project?: string
  readonly cwd: string
}

/** Reads the output flags without the parser, since parsing may be what failed. */
export function readOutputFlags(argv: readonly string[]): OutputFlags {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  const combined = words.filter((word) => /^-[yqv]+$/.test(word)).join('')
  const isGiven = (name: keyof OutputFlags): boolean => {
    const flag: Flags[string] = GLOBAL_FLAGS[name]
    return (
      words.includes(toLongFlag(name, flag)) || (flag.short !== undefined && combined.includes(flag.short))
    )
  }
  return {
    json: isGiven('json'),
    yes: isGiven('yes'),
    quiet: isGiven('quiet'),
    verbose: isGiven('verbose'),
    color: isColorEnabled(!isGiven('color')),
  }
}

/** Whether colors are used: neither `--no-color` nor the variable NO_COLOR is set. */
export function isColorEnabled(flag: boolean): boolean {
  return flag && !process.env['NO_COLOR']
}
