import { existsSync, readFileSync } from 'node:fs'
import { hasErrorCode } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import type { ProjectLocation } from './project-location.js'
import type { StackState } from './stack-state.js'
import { getStatePath, parseState, toStateOfDirectory } from './state-file.js'

export interface InspectedState {
  /** Undefined if there is none that can be read. */
  readonly state?: StackState
  /** The stack is running in another container or PID namespace. */
  readonly elsewhere: boolean
}

/** Reads the state of any project. Unlike `readState`, it changes nothing and never throws. */
export function inspectState(location: ProjectLocation): InspectedState {
  const path = getStatePath(location)
  if (!existsSync(path)) return { elsewhere: false }
  try {
    const state = parseState(readFileSync(path, 'utf8'))
    return state === undefined
      ? { elsewhere: false }
      : { state: toStateOfDirectory(state, location).state, elsewhere: false }
  } catch (error) {
    return { elsewhere: hasErrorCode(error, PROVIDER_ERRORS.RUNNING_ELSEWHERE) }
  }
}
