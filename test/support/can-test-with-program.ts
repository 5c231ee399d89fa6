import { spawnSync } from 'node:child_process'

/**
 * Whether a program that some tests require can be run. If not, a message says that these tests are skipped; with CI=true,
 * throws.
 */
export function canTestWithProgram(program: string, ...args: readonly string[]): boolean {
  if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return true
  const reason = `\`${[program, ...args].join(' ')}\` failed`
  if (process.env['CI'] === 'true') throw new Error(`Tests with ${program} must run in CI: ${reason}`)
  process.stderr.write(`SKIPPED, tests with ${program}: ${reason}\n`)
  return false
}
