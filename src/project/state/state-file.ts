import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AddonRecord } from '../../providers/provider.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import { createEmptyState, type StackState } from './stack-state.js'

export interface StateReadResult {
  readonly state: StackState
  /** Set when the file was damaged: where it was moved to. */
  readonly corruptedPath?: string
}

export function getStatePath(config: ResolvedConfig): string {
  return join(config.home, 'state.json')
}

/** Reads the state. No file is an empty state; a damaged one is put aside and treated as none, never fatal. */
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
  if (state !== undefined) return { state: { ...state, root: config.root } }
  const damaged = `${path}.damaged`
  try {
    renameSync(path, damaged)
  } catch (error) {
    throw toNotWritableError(config.home, error)
  }
  return { state: createEmptyState(config), corruptedPath: damaged }
}

/** Replaces the state in one step: a reader sees the old or the new, also after a crash. It holds URLs with passwords: 0600. */
export function writeState(config: ResolvedConfig, state: StackState): void {
  const path = getStatePath(config)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(config.home, { recursive: true, mode: 0o700 })
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(temporary, path)
  } catch (error) {
    throw toNotWritableError(config.home, error)
  }
}

/** The error of a folder that takes no files: permissions, a read-only or a full disk. */
export function toNotWritableError(directory: string, error: unknown): HomeError {
  const { code } = error as NodeJS.ErrnoException
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new HomeError(full ? STACK_ERRORS.DISK_FULL : STACK_ERRORS.DIRECTORY_NOT_WRITABLE, {
    message: full ? `The disk that holds ${directory} is full.` : `${directory} cannot be written.`,
    detail: error instanceof Error ? error.message : String(error),
    suggestion: full
      ? 'Free some space (homemanager doctor shows how much is needed), then run homemanager up again.'
      : 'Give yourself write permission there, or use another folder with --cwd.',
    cause: error,
  })
}

function parseState(text: string): StackState | undefined {
  try {
    const value = JSON.parse(text) as Partial<StackState> | null
    const whole =
      value?.version === 1 &&
      typeof value.project === 'string' &&
      typeof value.ports === 'object' &&
      Array.isArray(value.engines) &&
      Array.isArray(value.seeded)
    return whole ? withCurrentNames(value as StoredState) : undefined
  } catch {
    return undefined
  }
}

/** Earlier versions wrote add-ons as `parts`, named after what they are for. */
type StoredState = StackState & {
  readonly parts?: readonly (Omit<AddonRecord, 'name'> & { readonly part: string })[]
}

function withCurrentNames({ parts, ...state }: StoredState): StackState {
  if (parts === undefined) return state
  const addons = parts.map(({ part, ...record }): AddonRecord => ({
    ...record,
    name: part === 'cache' ? 'redis' : 'pgbouncer',
  }))
  return { ...state, addons }
}
