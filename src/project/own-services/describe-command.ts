import { createHash } from 'node:crypto'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceSettings } from '../../config/service-kind.js'

/** A fingerprint of the settings of a command, to find out later whether they have changed. `env` may contain secrets. */
export function describeCommand(config: ResolvedConfig, name: string): string {
  const { command, cwd, env, ready, watch, clock } = getServiceSettings(config, name)
  return createHash('sha256')
    .update(
      JSON.stringify([command, config.root, cwd, env, ready, watch, ...(clock === undefined ? [] : [clock])]),
    )
    .digest('hex')
}
