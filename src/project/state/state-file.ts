import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { createPrivateDirectory, excludeFromGit } from '../../core/create-directory.js'
import { ADDONS } from '../../addons/registry.js'
import { getFileIdentity } from '../../providers/file-identity.js'
import type { AddonRecord, ProcessIdentity } from '../../providers/provider.js'
import { assertNotRunningElsewhere } from './assert-not-running-elsewhere.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { toFileSystemError, toObstacleError } from '../../providers/to-obstacle-error.js'
import { hasHardLinks, toHardLinkError } from './hard-links.js'
import type { ProjectLocation } from './project-location.js'
import type { RecordedProject } from './recorded-project.js'
import { createEmptyState, type StackState } from './stack-state.js'
import { isStackState } from './state-shape.js'
import { fromStoredEngine, toStoredEngine } from './stored-engine.js'

export interface StateReadResult {
  readonly state: StackState
  /** Set if the state file was corrupted: the path it was moved to. */
  readonly corruptedPath?: string
  /** Set if this directory is a copy whose original was running when it was copied: the directory of the original. */
  readonly copiedFrom?: string
}

export function getStatePath({ home }: Pick<ProjectLocation, 'home'>): string {
  return join(home, 'state.json')
}

/**
 * Reads the state. A missing file means an empty state; so does a corrupted one, which is renamed. In a copy of a project's
 * directory, what is running belongs to the original and is left out. Throws `RUNNING_ELSEWHERE` if the stack is running in
 * another container or PID namespace, and `DIRECTORY_HARD_LINKED`.
 */
export function readState(config: ResolvedConfig): StateReadResult {
  const path = getStatePath(config)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: createEmptyState(config) }
    throw toNotWritableError(config.home, error)
  }
  const state = parseState(text)
  if (state !== undefined) {
    const engines = state.engines.map((engine) => fromStoredEngine(engine, config))
    return toStateOfDirectory({ ...state, engines }, config)
  }
  const corruptedPath = `${path}.damaged`
  try {
    renameSync(path, corruptedPath)
  } catch (error) {
    throw toNotWritableError(config.home, error)
  }
  return { state: createEmptyState(config), corruptedPath }
}

/** The state as it applies to the directory in which it is. Throws `RUNNING_ELSEWHERE` and `DIRECTORY_HARD_LINKED`. */
export function toStateOfDirectory(state: StackState, location: ProjectLocation): StateReadResult {
  const current = { ...state, root: location.root }
  if (isOfOriginal(state, location)) {
    if (hasHardLinks(location.home)) throw toHardLinkError(location.home, state.root)
    return withoutProcesses(current, state.root)
  }
  assertNotRunningElsewhere(location.home, listProcesses(state))
  return { state: current }
}

/** Replaces the state atomically, even across a crash. Its mode is 0600, as the URLs of this stack's own engines have passwords. */
export function writeState({ config, state }: RecordedProject): void {
  const path = getStatePath(config)
  try {
    createStateDirectory(config.home)
    const engines = state.engines.map((engine) => toStoredEngine(engine, config.home))
    const stored: StackState = { ...state, engines, ...toDirectory(config.home) }
    writeFileAtomic(path, `${JSON.stringify(stored, null, 2)}\n`, { flush: true })
  } catch (error) {
    throw toNotWritableError(config.home, error)
  }
}

function toDirectory(home: string): Pick<StackState, 'directory'> {
  const directory = getFileIdentity(home)
  return directory === undefined ? {} : { directory }
}

/** Whether the state was written by a project of which this directory is a copy. A moved directory keeps its identity. */
function isOfOriginal({ directory, root, project }: StackState, config: ProjectLocation): boolean {
  if (directory !== undefined) return directory !== getFileIdentity(config.home)
  return root !== config.root && existsSync(join(root, '.homemanager', project))
}

function withoutProcesses(
  { engines, addons = [], services, commands = [], ...state }: StackState,
  original: string,
): StateReadResult {
  const running = engines.length + addons.length + commands.length > 0 || services !== undefined
  return { state: { ...state, engines: [] }, ...(running ? { copiedFrom: original } : {}) }
}

function listProcesses({ engines, services, commands = [] }: StackState): readonly ProcessIdentity[] {
  return [
    ...engines.map((engine) => engine.process),
    services?.process,
    ...commands.map((command) => command.process),
  ].filter((identity) => identity !== undefined)
}

/** Creates the state directory of a project. A `.gitignore` that the user has deleted is not created again. */
export function createStateDirectory(home: string): void {
  if (createPrivateDirectory(home) !== undefined) excludeFromGit(home)
}

/** The error if files cannot be written: missing permissions, or a read-only or full disk. */
export function toNotWritableError(directory: string, error: unknown): HomeError {
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HomeError(PROVIDER_ERRORS.DISK_FULL, {
      message: `The disk that holds ${directory} is full.`,
      detail: getErrorMessage(error),
      suggestion:
        'Free disk space (homemanager doctor shows how much is needed), then run homemanager up again.',
      cause: error,
    })
  }
  return (
    toObstacleError(directory, error) ??
    toFileSystemError(directory, code, error) ??
    new HomeError(PROVIDER_ERRORS.DIRECTORY_NOT_WRITABLE, {
      message: `${directory} is not writable.`,
      detail: getErrorMessage(error),
      suggestion: 'Grant this user write permission, or use another directory with --cwd.',
      cause: error,
    })
  )
}

/** Undefined if the text is not a state file of this or an earlier version. */
export function parseState(text: string): StackState | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isStackState(value) ? withCurrentNames(value) : undefined
  } catch {
    return undefined
  }
}

/** Earlier versions stored add-ons as `parts`, with the names `cache` and `pooling`. */
type StoredState = StackState & {
  readonly parts?: readonly (Omit<AddonRecord, 'name'> & { readonly part: string })[]
}

function withCurrentNames({ parts, ...state }: StoredState): StackState {
  if (parts === undefined) return state
  const addons = parts.flatMap(({ part, ...record }): readonly AddonRecord[] => {
    const addon = ADDONS.find(({ formerName }) => formerName === part)
    return addon === undefined ? [] : [{ ...record, name: addon.name }]
  })
  return { ...state, addons }
}
