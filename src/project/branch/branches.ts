import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { type BranchRecord, getBranchPath, toBranchProject } from '../../config/branch-file.js'
import { toFreePorts } from '../../config/exported-stack.js'
import { CONFIG_ERRORS } from '../../config/config-errors.js'
import { isProjectName, slugify } from '../../config/parse-names.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { tryLockFile } from '../../providers/file-lock.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { hasData } from '../stacks/has-data.js'
import { inspectState } from '../state/inspect-state.js'
import { toNotWritableError } from '../state/state-file.js'
import { listDirectory } from '../../core/list-directory.js'

/** Locked while a branch is being created. */
const LOCK_FILE = 'branch.lock'

/** A branch of a project: a project of its own. */
export interface Branch extends BranchRecord {
  /** The name for `--project`. */
  readonly project: string
  readonly home: string
  /** The gateway, if the stack of the branch was started and not stopped since; else null. */
  readonly gateway: string | null
  /** False after `down --volumes`. */
  readonly hasData: boolean
}

/** The configuration of a branch: that of the project, with a state directory and ports of its own. */
export function toBranchConfig(config: ResolvedConfig, name: string): ResolvedConfig {
  const project = toBranchProject(config.project, name)
  if (name === '' || !isProjectName(project)) throw branchNameError(name)
  const home = path.join(config.root, '.homemanager', project)
  return { ...config, project, home, ports: toFreePorts(config.ports) }
}

function branchNameError(name: string): HomeError {
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a valid name of a branch.`,
    detail:
      'A name has lower-case letters, digits and hyphens. With the name of the project, it has at most 40 characters.',
    suggestion: name === '' ? 'Name the branch.' : `Try homemanager branch create ${slugify(name)}.`,
  })
}

/** The branches of a project, the newest first. A branch that is being created is not listed. */
export async function listBranches(config: ResolvedConfig): Promise<readonly Branch[]> {
  return (await readBranches(config)).filter(({ incomplete }) => incomplete !== true)
}

async function readBranches({ root, project }: ResolvedConfig): Promise<readonly Branch[]> {
  const parent = path.join(root, '.homemanager')
  const entries = await listDirectory(parent)
  const found = await Promise.all(entries.map(async ({ name }) => readBranch(root, name)))
  return found
    .filter((branch) => branch !== undefined && branch.of === project)
    .map((branch) => branch as Branch)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
}

/** Also finds what a killed command has left. Throws `BRANCH_NOT_FOUND`. */
export async function findBranch(config: ResolvedConfig, name: string): Promise<Branch> {
  const branches = await readBranches(config)
  const found = branches.find((branch) => branch.name === name || branch.project === name)
  if (found !== undefined) return found
  const similar = findClosestMatch(
    name,
    branches.map((branch) => branch.name),
  )
  throw new HomeError(SNAPSHOT_ERRORS.BRANCH_NOT_FOUND, {
    message: `Project ${config.project} has no branch ${name}.`,
    suggestion: `${similar === undefined ? '' : `Did you mean ${similar}? `}Run homemanager branch list.`,
  })
}

/**
 * Creates the state directory of a new branch, and locks it while the branch is being created. What a killed command has left is
 * deleted by `remove` first. Throws `BRANCH_EXISTS` and `DIRECTORY_NOT_WRITABLE`.
 */
export async function claimBranch(
  { root, home, project }: ResolvedConfig,
  remove: () => Promise<void>,
): Promise<Disposable> {
  for (;;) {
    if (!createHome(home)) {
      const found = await readBranch(root, project)
      const wasKilled = found?.incomplete === true || (await isEmpty(home))
      if (!wasKilled) throw branchExists(project, home, found?.name)
    }
    const lock = tryLockFile(path.join(home, LOCK_FILE))
    if (lock === undefined) throw branchExists(project, home, undefined)
    const abandoned = (await readBranch(root, project)) !== undefined
    if (!abandoned) return lock
    lock[Symbol.dispose]()
    await remove()
  }
}

/** Whether it did not exist. */
function createHome(home: string): boolean {
  try {
    return createPrivateDirectory(home) !== undefined
  } catch (error) {
    throw toNotWritableError(home, error)
  }
}

async function isEmpty(home: string): Promise<boolean> {
  return (await readdir(home)).every((name) => name === LOCK_FILE)
}

/** `branch`: its name, if the project is a branch that is complete. */
function branchExists(project: string, home: string, branch: string | undefined): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.BRANCH_EXISTS, {
    message: `There is a project ${project} already.`,
    detail: `Its state directory is ${home}.`,
    suggestion: `Use another name${branch === undefined ? '' : `, or delete the branch with homemanager branch delete ${branch}`}.`,
  })
}

export function writeBranch(home: string, record: BranchRecord): void {
  writeFileAtomic(getBranchPath(home), `${JSON.stringify(record, null, 2)}\n`, { flush: true })
}

export async function removeBranchDirectory(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true })
}

async function readBranch(root: string, project: string): Promise<Branch | undefined> {
  const home = path.join(root, '.homemanager', project)
  try {
    const record: unknown = JSON.parse(await readFile(getBranchPath(home), 'utf8'))
    if (!isRecord(record) || typeof record['of'] !== 'string') return undefined
    const { state } = inspectState({ root, home, project })
    const gateway = state?.services?.urls.gateway ?? null
    const data = hasData({ home, provider: state?.provider ?? null })
    return { ...(record as unknown as BranchRecord), project, home, gateway, hasData: data }
  } catch {
    return undefined
  }
}
