import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { ADDON_NAMES } from '../../../core/addon-name.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import { HomeError } from '../../../core/home-error.js'
import type { ComposeFile, ComposeService } from './compose-file.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { COMPOSE_FILE_PATH, readComposeFile } from './read-compose-file.js'

const composeFileCache = new WeakMap<ResolvedConfig, ComposeFile>()

/** The Compose file with the project's settings interpolated. Cached per configuration. */
export function getComposeFile(config: ResolvedConfig): ComposeFile {
  const known = composeFileCache.get(config)
  if (known !== undefined) return known
  const file = readComposeFile(COMPOSE_FILE_PATH, buildComposeVariables(config))
  composeFileCache.set(config, file)
  return file
}

export function getComposeService(config: ResolvedConfig, name: string): ComposeService {
  const file = getComposeFile(config)
  const service = file.services.get(name)
  if (service !== undefined) return service
  throw new HomeError(DOCKER_ERRORS.COMPOSE_FILE_INVALID, {
    message: `${file.path} has no service ${name}.`,
    suggestion: 'Reinstall homemanager; the file ships with the package.',
  })
}

/** Variables of the Compose file. As in Compose, the environment has precedence over the configuration. */
function buildComposeVariables(config: ResolvedConfig): Record<string, string | undefined> {
  const { postgres } = config
  const images = [...STORE_NAMES, ...ADDON_NAMES].map(
    (name) => [`HOMEMANAGER_${name.toUpperCase().replaceAll('-', '_')}_IMAGE`, config[name].image] as const,
  )
  return {
    // A replica has the version of its primary.
    HOMEMANAGER_POSTGRES_REPLICA_IMAGE: postgres.image,
    ...Object.fromEntries(images.filter(([, image]) => image !== undefined)),
    ...process.env,
    HOMEMANAGER_POSTGRES_USER: postgres.user,
    HOMEMANAGER_POSTGRES_PASSWORD: postgres.password,
    HOMEMANAGER_POSTGRES_DATABASE: postgres.database,
  }
}
