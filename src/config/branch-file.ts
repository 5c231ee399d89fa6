import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ResolvedConfig } from './resolved-config.js'
import { toFreePorts } from './exported-stack.js'

/** What a branch was made from. In its state directory. */
export interface BranchRecord {
  /** The project that it is a branch of. */
  readonly of: string
  /** The name that the user gave it. */
  readonly name: string
  /** The snapshot that it was made from; null for the data of the running project. */
  readonly from: string | null
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  /** Set until its stack has started for the first time. It is not listed until then. */
  readonly incomplete?: true
}

export function getBranchPath(home: string): string {
  return join(home, 'branch.json')
}

/** The project of a branch. */
export function toBranchProject(project: string, name: string): string {
  return `${project}-${name}`
}

/** A branch has free ports of its own, whatever homemanager.yaml pins for the project that it is a branch of. */
export function applyBranch(config: ResolvedConfig): ResolvedConfig {
  return existsSync(getBranchPath(config.home)) ? { ...config, ports: toFreePorts(config.ports) } : config
}
