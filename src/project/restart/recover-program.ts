import { openSync } from 'node:fs'
import { silentReporter } from '../state/stack-reporter.js'
import {
  getSupervisorLockPath,
  SCRIPT_VARIABLE,
  SUPERVISED_VARIABLE,
  type SupervisedProject,
} from '../supervision/supervisor-process.js'
import { recover } from './recover.js'

/**
 * The program that the supervisor runs when a component has ended. It prints what to wait for next, one a line, and exits with
 * 3 if there is nothing left to supervise.
 */
const NOTHING_LEFT = 3

const abort = new AbortController()
process.once('SIGTERM', () => abort.abort())
// The supervisor may have been killed; the one that takes its place runs this program again.
process.stdout.on('error', () => {})
// For the log of the supervisor.
const note = (message: string): void => console.error(`${new Date().toISOString()} ${message}`)

void main()

async function main(): Promise<void> {
  try {
    const supervised = JSON.parse(process.env[SUPERVISED_VARIABLE] ?? '') as SupervisedProject
    // Not for what is started here.
    for (const variable of [SUPERVISED_VARIABLE, SCRIPT_VARIABLE]) delete process.env[variable]
    // Commands that stop the supervisor find its processes by this file. It is missing if the state directory was deleted.
    const reporter = { ...silentReporter, note, warn: note }
    const targets = tryOpen(getSupervisorLockPath(supervised.config.home))
      ? await recover(supervised, { signal: abort.signal, reporter })
      : undefined
    if (targets === undefined) process.exitCode = NOTHING_LEFT
    else process.stdout.write(targets.map((target) => `${target}\n`).join(''))
  } catch (error) {
    process.exitCode = 1
    if (!abort.signal.aborted) note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

function tryOpen(file: string): boolean {
  try {
    openSync(file, 'r')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
