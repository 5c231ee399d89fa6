import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { removePassword } from '../../core/remove-password.js'
import { getProjectSecret } from '../../providers/project-secret.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StackEngine } from './stack-state.js'

/** Of the fields of an endpoint, those that are credentials as a whole. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['secretAccessKey', 'sessionToken'])

type StoredEngine = StackEngine & {
  /** Identifies the endpoint with its credentials, if it has any. */
  readonly endpointDigest?: string
}

/** An engine as the state file has it: the credentials of an external server are only in the configuration. */
export function toStoredEngine(engine: StackEngine, home: string): StoredEngine {
  if (engine.provider !== 'external') return engine
  const { withoutCredentials: _, ...others } = engine
  const endpoint = Object.fromEntries(
    Object.entries(engine.endpoint)
      .filter(([name]) => !SECRET_FIELDS.has(name))
      .map(([name, value]) => [name, removePassword(String(value))]),
  )
  if (isDeepStrictEqual(endpoint, engine.endpoint)) return others
  return { ...others, endpoint, endpointDigest: digest(engine.endpoint, home) } as unknown as StoredEngine
}

/** The engine with the credentials of the configuration, unless that has other ones than `up` used, or none. */
export function fromStoredEngine(stored: StoredEngine, config: ResolvedConfig): StackEngine {
  const { endpointDigest, ...engine } = stored
  if (endpointDigest === undefined) return engine
  const { external } = getStoreDriver(engine.store)
  const url = external.getUrl(config)
  const endpoint = url === undefined ? undefined : external.toEndpoint(config, url)
  return endpoint !== undefined && digest(endpoint, config.home) === endpointDigest
    ? ({ ...engine, endpoint } as StackEngine)
    : { ...engine, withoutCredentials: true }
}

function digest(endpoint: object, home: string): string {
  const entries = Object.entries(endpoint).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHmac('sha256', getProjectSecret(home, 'state-digest'))
    .update(JSON.stringify(entries))
    .digest('hex')
}
