import { setTimeout as sleep } from 'node:timers/promises'
import { listProjectResources } from './docker.js'
import { createDockerProject } from './docker-project.js'

/** How an `up` ends before its time. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'
  /** Milliseconds after its start, or the first words of the story at which it happens. */
  readonly at: number | RegExp
}

/** What was there after the interruption. */
export interface InterruptionResult {
  /** The exit code; 0 when it was faster than the interruption. */
  readonly code: number
  /** Containers, networks and volumes, by name. */
  readonly remaining: readonly string[]
  /** The same once it was brought up again. */
  readonly afterRestart: readonly string[]
}

/**
 * Interrupts an `up` of a new project in Docker and brings it up again, which must take over whatever was left.
 * `down --volumes` at the end must leave nothing, or this throws.
 */
export async function interruptUp({ signal, at }: Interruption): Promise<InterruptionResult> {
  await using project = await createDockerProject()
  const { child, result } = project.start('up', '--no-services')
  if (typeof at === 'number') {
    setTimeout(() => child.kill(signal), at)
  } else {
    let reporter = ''
    child.stderr?.on('data', (piece) => {
      reporter += String(piece)
      if (at.test(reporter)) child.kill(signal)
    })
  }
  const { code } = await result
  // The engine finishes what it was asked before the command was killed.
  if (signal === 'SIGKILL') await sleep(500)
  const left = await listProjectResources(project.project)
  await project.runOk('up', '--no-services')
  return { code, remaining: left, afterRestart: await listProjectResources(project.project) }
}
