import { setTimeout as sleep } from 'node:timers/promises'
import { projectThings } from './docker.js'
import { dockerProject } from './docker-project.js'

/** How an `up` ends before its time. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'
  /** Milliseconds after its start, or the first words of the story at which it happens. */
  readonly at: number | RegExp
}

/** What was there after the interruption. */
export interface Aftermath {
  /** The exit code; 0 when it was faster than the interruption. */
  readonly code: number
  /** Containers, networks and volumes, by name. */
  readonly left: readonly string[]
}

/**
 * Interrupts an `up` of a new project in Docker. After kill -9 it is brought up anew, which must take over whatever was
 * left. `down --volumes` at the end must leave nothing, or this throws.
 */
export async function interruptedUp({ signal, at }: Interruption): Promise<Aftermath> {
  await using project = await dockerProject()
  const { child, result } = project.start('up', '--no-services')
  if (typeof at === 'number') {
    setTimeout(() => child.kill(signal), at)
  } else {
    let story = ''
    child.stderr?.on('data', (piece) => {
      story += String(piece)
      if (at.test(story)) child.kill(signal)
    })
  }
  const { code } = await result
  if (signal === 'SIGKILL') {
    // The engine finishes what it was asked before the command was killed.
    await sleep(500)
    await project.ok('up', '--no-services')
  }
  return { code, left: await projectThings(project.project) }
}
