import type { GlobalOptions } from './command.js'

/** The output flags, read without a parser: parsing may be what failed. */
export function parseFlags(argv: readonly string[]): Omit<GlobalOptions, 'cwd' | 'project'> {
  const end = argv.indexOf('--')
  const flags = new Set(end === -1 ? argv : argv.slice(0, end))
  return {
    json: flags.has('--json'),
    yes: flags.has('--yes') || flags.has('-y'),
    quiet: flags.has('--quiet') || flags.has('-q'),
    verbose: flags.has('--verbose') || flags.has('-v'),
    color: !flags.has('--no-color') && !process.env['NO_COLOR'],
  }
}
