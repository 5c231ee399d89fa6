import { setTimeout as sleep } from 'node:timers/promises'
import { listProjectResources } from './docker.js'
import { createDockerProject } from './docker-project.js'

/** How `up` is interrupted. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'
  /** When: milliseconds after the start, or the progress output that triggers it. */
  readonly at: number | RegExp
}

/** The state after the interruption. */
export interface InterruptionResult {
  /** The exit code; 0 if `up` finished first. */
  readonly code: number
  /** The names of containers, networks and volumes. */
  readonly remaining: readonly string[]
  /** The same after another `up`. */
  readonly afterRestart: readonly string[]
}

/**
 * Interrupts `up` of a new project in Docker and runs it again, which must reuse the remaining resources. Throws if `down --volumes`
 * does not delete everything at the end.
 */
export async function interruptUp({ signal, at }: Interruption): Promise<InterruptionResult> {
  await using project = await createDockerProject()
  const { child, result } = project.start('up', '--no-services')
  if (typeof at === 'number') {
    setTimeout(() => child.kill(signal), at)
  } else {
    let progress = ''
    child.stderr?.on('data', (chunk) => {
      progress += String(chunk)
      if (at.test(progress)) child.kill(signal)
    })
  }
  const { code } = await result
  // The daemon completes requests that it received before the command was killed.
  if (signal === 'SIGKILL') await sleep(500)
  const remaining = await listProjectResources(project.project)
  await project.runOk('up', '--no-services')
  return { code, remaining, afterRestart: await listProjectResources(project.project) }
}
