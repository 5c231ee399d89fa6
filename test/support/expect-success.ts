import { formatCommandLine } from '../../src/core/format-command-line.js'
import type { CommandResult } from './project-directory.js'

/** Returns the result of a command. Throws with its output if it failed, so that a test does not go on and fail elsewhere. */
export function expectSuccess(args: readonly string[], result: CommandResult): CommandResult {
  const { code, stdout, stderr } = result
  if (code === 0) return result
  throw new Error(`${formatCommandLine('homemanager', ...args)} exited with ${code}:\n${stderr}${stdout}`)
}
