import type { DockerRecipe } from '../../../providers/docker/docker-recipe.js'
import { assertVolumeVersion } from './assert-volume-version.js'
import { DOCKER_PASSWORD } from './postgres-access.js'
import { buildLocalPostgresUrl } from './local-postgres-url.js'

/** The official image `postgres`, or one with the same environment variables. */
export const postgresDocker: DockerRecipe<'postgres'> = {
  toEndpoint: ({ postgres }, { port, environment }) => ({
    url: buildLocalPostgresUrl(port, {
      user: environment.get('POSTGRES_USER') ?? postgres.user,
      password: environment.get('POSTGRES_PASSWORD') ?? postgres.password ?? DOCKER_PASSWORD,
      database: environment.get('POSTGRES_DB') ?? postgres.database,
    }),
  }),
  assertDataMatches: assertVolumeVersion,
}
