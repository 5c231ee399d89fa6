import { existsSync } from 'node:fs'
import { findStackProcesses, type StackProcess } from '../components/find-stack-processes.js'

/**
 * Engines and services that still run for a project whose directory was deleted. Processes of a renamed directory, or of a
 * container whose directories are not visible from here, are not among them.
 */
export function findOrphanedProcesses(): readonly StackProcess[] {
  return findStackProcesses().filter(({ home, deleted }) => deleted && !existsSync(home))
}
