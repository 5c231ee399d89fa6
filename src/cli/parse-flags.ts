import type { GlobalOptions } from './command.js'

/** Reads the output flags without the parser, since parsing may be what failed. */
export function parseFlags(argv: readonly string[]): Omit<GlobalOptions, 'cwd' | 'project'> {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  const combined = words.filter((word) => /^-[yqv]+$/.test(word)).join('')
  return {
    json: words.includes('--json'),
    yes: words.includes('--yes') || combined.includes('y'),
    quiet: words.includes('--quiet') || combined.includes('q'),
    verbose: words.includes('--verbose') || combined.includes('v'),
    color: !words.includes('--no-color') && !process.env['NO_COLOR'],
  }
}
