import { createHash } from 'node:crypto'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { ServiceName } from '../../core/service-name.js'

/** A fingerprint of the settings of a command, to find out later whether they have changed. `env` may contain secrets. */
export function describeCommand({ services, root }: ResolvedConfig, name: ServiceName): string {
  const { command, cwd, env, ready, watch } = services[name]
  return createHash('sha256')
    .update(JSON.stringify([command, root, cwd, env, ready, watch]))
    .digest('hex')
}
