import { LABELS } from './compose-labels.js'
import { connectEngine } from './connect-engine.js'
import type { EngineAddress } from './engine-address.js'
import { inspectContainer, removeContainer } from './engine-container.js'
import { engineRequest } from './engine-request.js'
import { removeNetwork } from './remove-network.js'

/** Whether a container is there and runs. */
export async function containerRuns(id: string): Promise<boolean> {
  const container = await inspectContainer(await connectEngine(), id)
  return container?.State.Running ?? false
}

/**
 * Ends a container by its own stop signal, by force after `graceMs`, and removes it, and its project's network once
 * that is empty. Volumes stay.
 */
export async function endContainer(id: string, graceMs: number): Promise<void> {
  const engine = await connectEngine()
  const container = await inspectContainer(engine, id)
  if (container === undefined) return
  if (container.State.Running) await ended(engine, id, container.Config.StopSignal ?? 'SIGTERM', graceMs)
  await removeContainer(engine, id)
  const project = container.Config.Labels[LABELS.project]
  if (project !== undefined) await removeNetwork(engine, project)
}

/** Signal and wait are quicker than the engine's own `stop`, and what does not end in time is removed by force. */
async function ended(engine: EngineAddress, id: string, signal: string, graceMs: number): Promise<void> {
  await engineRequest(engine, {
    method: 'POST',
    path: `/containers/${id}/kill?signal=${signal}`,
    already: [304, 404, 409],
  })
  const waiting = { method: 'POST', path: `/containers/${id}/wait`, timeoutMs: graceMs } as const
  await engineRequest(engine, waiting).catch(() => undefined)
}
