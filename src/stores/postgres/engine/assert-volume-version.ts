import { HomeError } from '../../../core/home-error.js'
import type { ExistingData } from '../../../providers/docker/docker-recipe.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'

/**
 * Compares the major version of the data in a volume with the image's, because PostgreSQL exits if they differ. Throws
 * `DATA_VERSION_MISMATCH`.
 */
export async function assertVolumeVersion({ volume, image, readFile }: ExistingData): Promise<void> {
  // The official image sets its major version as an environment variable.
  const supported = image.environment.get('PG_MAJOR')
  if (supported === undefined) return
  const found = await readFile('PG_VERSION')
  if (found === undefined || found === supported) return
  throw new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The volume ${volume} contains data of PostgreSQL ${found}, but ${image.name} is PostgreSQL ${supported}.`,
    detail: 'PostgreSQL only opens data of its own major version.',
    suggestion: `Set postgres.image to postgres:${found} in homemanager.yaml to keep using the data, or delete it with homemanager down --volumes.`,
  })
}
