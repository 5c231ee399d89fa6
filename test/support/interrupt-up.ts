import { setTimeout as sleep } from 'node:timers/promises'
import { listProjectResources } from './docker.js'
import { createDockerProject } from './docker-project.js'

/** How an `up` is interrupted. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'
  /** Milliseconds after the start, or a pattern of the progress output. */
  readonly at: number | RegExp
}

/** State after the interruption. */
export interface InterruptionResult {
  /** The exit code; 0 if `up` finished before the interruption. */
  readonly code: number
  /** Containers, networks and volumes, by name. */
  readonly remaining: readonly string[]
  /** The same after another `up`. */
  readonly afterRestart: readonly string[]
}

/**
 * Interrupts an `up` of a new project in Docker and runs `up` again, which must adopt the remaining resources. Throws if
 * `down --volumes` leaves anything behind at the end.
 */
export async function interruptUp({ signal, at }: Interruption): Promise<InterruptionResult> {
  await using project = await createDockerProject()
  const { child, result } = project.start('up', '--no-services')
  if (typeof at === 'number') {
    setTimeout(() => child.kill(signal), at)
  } else {
    let stderr = ''
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk)
      if (at.test(stderr)) child.kill(signal)
    })
  }
  const { code } = await result
  // The daemon completes requests that were sent before the command was killed.
  if (signal === 'SIGKILL') await sleep(500)
  const remaining = await listProjectResources(project.project)
  await project.runOk('up', '--no-services')
  return { code, remaining, afterRestart: await listProjectResources(project.project) }
}
