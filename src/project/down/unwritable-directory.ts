import { accessSync, constants, existsSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { HomeError } from '../../core/home-error.js'
import { notPermitted } from '../../providers/stop-process.js'
import { findForeignProcesses } from '../components/find-stack-processes.js'
import { isNotWritable } from '../state/is-not-writable.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackReporter } from '../state/stack-reporter.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { readState, toNotWritableError, writeState } from '../state/state-file.js'

/** What stopping a stack reports of its state directory. */
interface StopOptions {
  readonly volumes: boolean
  readonly reporter: StackReporter
}

/** The state cannot be read if it belongs to another user, for example after a command with sudo. */
export function readStateForStopping(config: ResolvedConfig): {
  readonly state: StackState
  readonly problem?: HomeError
} {
  try {
    return { state: readState(config).state }
  } catch (error) {
    if (!isNotWritable(error)) throw error
    return { state: createEmptyState(config), problem: error }
  }
}

/**
 * Call it once what this user may stop is stopped. The data cannot be deleted. Throws `PROCESS_NOT_PERMITTED` if another user
 * has started engines of this directory.
 */
export function reportUnreadableState(
  home: string,
  problem: HomeError | undefined,
  options: StopOptions,
): void {
  if (problem === undefined) return
  const [foreign] = findForeignProcesses(home)
  if (foreign !== undefined) throw notPermitted(foreign)
  if (options.volumes) throw problem
  warnIfNotWritable(problem, options)
}

/** Nothing can be deleted on a read-only disk. */
export function assertWritable(home: string): void {
  if (!existsSync(home)) return
  try {
    accessSync(home, constants.W_OK)
  } catch (error) {
    throw toNotWritableError(home, error)
  }
}

/** Without the new state, the next command finds the recorded processes stopped. */
export function writeStateIfPossible(project: RecordedProject, options: StopOptions): void {
  try {
    writeState(project)
  } catch (error) {
    warnIfNotWritable(error, options)
  }
}

export function warnIfNotWritable(error: unknown, { reporter }: StopOptions): void {
  if (!isNotWritable(error)) throw error
  reporter.warn(`${error.message} Stopping the stack anyway.`)
}
