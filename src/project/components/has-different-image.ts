import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackEngine } from '../state/stack-state.js'

/** Whether a container runs an image other than the configured one. */
export function hasDifferentImage(config: ResolvedConfig, { store, provider, engine }: StackEngine): boolean {
  const { image } = config[store]
  return (
    provider === 'docker' && image !== undefined && normalizeImageName(image) !== normalizeImageName(engine)
  )
}

/** Podman reports `postgres` as docker.io/library/postgres:latest, and a locally built image as localhost/NAME. */
function normalizeImageName(image: string): string {
  const short = image.replace(/^(?:docker\.io|localhost)\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}
