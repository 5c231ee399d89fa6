import { readLastLines } from '../../providers/read-last-lines.js'
import { join } from 'node:path'
import type { SupervisedName } from '../supervision/restart-records.js'

const MAX_LINES = 20
const MAX_LENGTH = 300
const PROBLEM = /\b(?:fatal|panic|panicked|error|no space|out of memory|cannot|signal)\b/i

/**
 * Why a component has ended, for `status`: what it wrote to its log last, if that names a problem. Its exit code is unknown,
 * because it is not a child of any process of homemanager.
 */
export async function findExitReason(home: string, name: SupervisedName): Promise<string> {
  const lines = await readLastLines(join(home, 'logs', `${name}.log`), MAX_LINES).catch(() => [])
  // Log records of the services are JSON; what ends Node.js is not.
  const problem = lines.findLast((line) => PROBLEM.test(line) && !line.startsWith('{'))
  return problem === undefined
    ? `${name} ended without an error in its log; it may have been killed.`
    : `${name} ended: ${problem.trim().slice(0, MAX_LENGTH)}`
}
