import { join } from 'node:path'
import { describeCommandExit } from '../../core/command-exit.js'
import { readCommandExit } from '../own-services/recorded-exit.js'
import { findErrorLine, readLastRun } from '../own-services/command-log.js'
import type { SupervisedName } from '../supervision/restart-records.js'

const MAX_LINES = 20
const MAX_LENGTH = 300

/**
 * Why a component has ended, for `status`: its exit code or signal, if it is the command of a custom service, and what it wrote to its
 * log last, if that names a problem.
 */
export async function findExitReason(home: string, name: SupervisedName): Promise<string> {
  const lines = await readLastRun(join(home, 'logs', `${name}.log`), name, MAX_LINES).catch(() => [])
  const problem = findErrorLine(lines)?.trim().slice(0, MAX_LENGTH)
  const exit = readCommandExit(home, name)
  if (exit !== undefined)
    return `${name} ended ${describeCommandExit(exit)}${problem === undefined ? '.' : `: ${problem}`}`
  return problem === undefined
    ? `${name} ended without an error in its log; it may have been killed.`
    : `${name} ended: ${problem}`
}
