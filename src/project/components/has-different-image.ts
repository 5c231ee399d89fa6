import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackEngine } from '../state/stack-state.js'

/** Whether a container runs on an image other than the one that the configuration names now. */
export function hasDifferentImage(config: ResolvedConfig, { store, provider, engine }: StackEngine): boolean {
  const { image } = config[store]
  return (
    provider === 'docker' && image !== undefined && normalizeImageName(image) !== normalizeImageName(engine)
  )
}

/** Podman calls `postgres` docker.io/library/postgres:latest, and what was built here localhost/NAME. */
function normalizeImageName(image: string): string {
  const short = image.replace(/^(?:docker\.io|localhost)\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}
