import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { projectThings } from './docker.js'
import { dockerProject } from './docker-project.js'

/** How an `up` ends before its time. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGKILL'
  /** Milliseconds after its start, or the first words of the story at which it happens. */
  readonly at: number | RegExp
}

/**
 * Interrupts an `up` of a new project in Docker, and holds what is left against what may be left: after Ctrl-C nothing
 * but volumes with data; after kill -9 whatever a new `up` takes over and `down --volumes` removes.
 */
export async function interruptedUp({ signal, at }: Interruption): Promise<void> {
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
  if (signal === 'SIGINT') {
    // It may have been faster than the interruption.
    expect([0, 130]).toContain(code)
    const left = await projectThings(project.project)
    if (code === 130) expect(left.filter((thing) => !thing.startsWith('volume '))).toEqual([])
    return
  }
  // The engine finishes what it was asked before the command was killed.
  await sleep(500)
  const again = await project.run('up', '--no-services', '--json')
  expect(again.code, again.stderr).toBe(0)
  const things = await projectThings(project.project)
  expect(things).toHaveLength(3 + 1 + 3)
}
