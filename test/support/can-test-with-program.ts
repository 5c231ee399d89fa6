import { spawnSync } from 'node:child_process'

/**
 * Whether a program that some tests compare with, or need, runs here. Where it does not they are skipped, aloud; with
 * CI=true, where it must be, that is an error.
 */
export function canTestWithProgram(program: string, ...args: readonly string[]): boolean {
  if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return true
  const lacking = `\`${[program, ...args].join(' ')}\` does not run here`
  if (process.env['CI'] === 'true') throw new Error(`Tests with ${program} must run in CI: ${lacking}`)
  process.stderr.write(`SKIPPED, tests with ${program}: ${lacking}\n`)
  return false
}
