import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonName } from '../../core/addon-name.js'
import type { StoreName } from '../../core/store-name.js'

/** Whether a container runs an image other than the configured one. */
export function hasDifferentImage(configured: string, running: string): boolean {
  return normalizeImageName(configured) !== normalizeImageName(running)
}

/** The image of the Docker provider for a store or add-on: the configured one, else that of the Compose file. */
export async function loadConfiguredImage(
  config: ResolvedConfig,
  name: StoreName | AddonName,
): Promise<string> {
  const { getComposeService } = await import('../../providers/docker/compose/project-compose.js')
  return getComposeService(config, name).image
}

/** Podman reports `postgres` as docker.io/library/postgres:latest, and a locally built image as localhost/NAME. */
function normalizeImageName(image: string): string {
  const short = image.replace(/^(?:docker\.io|localhost)\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}
