import { networkName } from './compose-labels.js'
import type { EngineAddress } from './engine-address.js'
import { engineRequest } from './engine-request.js'

/** Removes a project's network unless a container still uses it (403) or another removal is on its way. */
export async function removeNetwork(engine: EngineAddress, project: string): Promise<void> {
  const path = `/networks/${networkName(project)}`
  await engineRequest(engine, { method: 'DELETE', path, already: [403, 404, 409, 500] })
}
