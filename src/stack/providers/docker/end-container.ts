import { LABELS } from './compose-labels.js'
import { connectEngine } from './connect-engine.js'
import { inspectContainer, removeContainer, stopContainer } from './engine-container.js'

/** Whether a container is there and runs. */
export async function containerRuns(id: string): Promise<boolean> {
  const container = await inspectContainer(await connectEngine(), id)
  return container?.State.Running ?? false
}

/** Stops and removes a container, and its project's network once that is empty. Volumes stay. */
export async function endContainer(id: string, graceMs: number): Promise<void> {
  const engine = await connectEngine()
  const container = await inspectContainer(engine, id)
  if (container === undefined) return
  await stopContainer(engine, id, graceMs)
  await removeContainer(engine, id)
  const project = container.Config.Labels[LABELS.project]
  if (project === undefined) return
  const { removeNetwork } = await import('./project-network.js')
  await removeNetwork(engine, project)
}
