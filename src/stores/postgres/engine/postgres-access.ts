import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { getProjectSecret } from '../../../providers/project-secret.js'

/** A role that can log in. */
export interface PostgresLogin {
  readonly user: string
  readonly password: string
}

/** The login of a project, the database that it owns, and the login with which the services use that database. */
export interface PostgresAccess extends PostgresLogin {
  readonly database: string
  readonly service: PostgresLogin
  /** The login of a replica, which may read the write-ahead log and make backups. */
  readonly replication: PostgresLogin
}

/** The superuser of an engine that homemanager starts. Not `postgres`, which users may configure as their own role. */
export const SUPERUSER = 'homemanager_superuser'

/** The password that Compose gives to the image if none is set. */
const COMPOSE_PASSWORD = 'homemanager'

/** The longest name is 63 bytes. */
const MAX_PREFIX_LENGTH = 50

/** The access to an engine that homemanager starts: as configured, with generated passwords where none is configured. */
export function getProjectAccess(config: ResolvedConfig): PostgresAccess {
  const { user, database, password } = config.postgres
  const service = getServiceLogin(config)
  return {
    user,
    database,
    password: password ?? getProjectSecret(config.home, 'postgres-password'),
    service,
    replication: getReplicationLogin(config),
  }
}

/** The same for a container. Compose gives the project's login to the image, which makes it a superuser. */
export function getContainerAccess(
  config: ResolvedConfig,
  environment: ReadonlyMap<string, string>,
): PostgresAccess {
  const access = getProjectAccess(config)
  if (!isStartedByCompose(environment)) return access
  return {
    user: environment.get('POSTGRES_USER') ?? access.user,
    password: environment.get('POSTGRES_PASSWORD') ?? config.postgres.password ?? COMPOSE_PASSWORD,
    database: environment.get('POSTGRES_DB') ?? access.database,
    service: access.service,
    replication: access.replication,
  }
}

export function isStartedByCompose(environment: ReadonlyMap<string, string>): boolean {
  return environment.get('POSTGRES_USER') !== SUPERUSER
}

/** The login of the services and their connection pooler. */
export function getServiceLogin({ postgres, home }: ResolvedConfig): PostgresLogin {
  return {
    user: `${postgres.user.slice(0, MAX_PREFIX_LENGTH)}_service`,
    password: getProjectSecret(home, 'postgres-service-password'),
  }
}

/** The login with which a replica receives the changes. */
export function getReplicationLogin({ postgres, home }: ResolvedConfig): PostgresLogin {
  return {
    user: `${postgres.user.slice(0, MAX_PREFIX_LENGTH)}_replication`,
    password: getProjectSecret(home, 'postgres-replication-password'),
  }
}

/** The superuser of a container. The one of an embedded engine cannot log in. */
export function getSuperuserLogin({ home }: ResolvedConfig): PostgresLogin {
  return { user: SUPERUSER, password: getProjectSecret(home, 'postgres-superuser-password') }
}
