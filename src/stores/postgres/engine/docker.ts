import type { DockerRecipe } from '../../../providers/docker/docker-recipe.js'
import { assertVolumeVersion } from './assert-volume-version.js'
import { toLocalPostgresEndpoint } from './local-postgres-url.js'
import { getContainerAccess, getSuperuserLogin } from './postgres-access.js'

/** The official image `postgres`, or one with the same environment variables. */
export const postgresDocker: DockerRecipe<'postgres'> = {
  toEndpoint: (config, { port, environment }) =>
    toLocalPostgresEndpoint(port, getContainerAccess(config, environment)),
  toEnvironment(config) {
    const { user, password } = getSuperuserLogin(config)
    return { POSTGRES_USER: user, POSTGRES_PASSWORD: password }
  },
  async grantAccess(config, container) {
    const { grantContainerAccess } = await import('./grant-container-access.js')
    await grantContainerAccess(config, container)
  },
  assertDataMatches: assertVolumeVersion,
}
