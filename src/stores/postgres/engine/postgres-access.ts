import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { getProjectSecret } from '../../../providers/project-secret.js'

/** The login of a project and the database that it owns. */
export interface PostgresAccess {
  readonly user: string
  readonly password: string
  readonly database: string
}

/** The access to the embedded engine: as configured, with a generated password if none is configured. */
export function getEmbeddedAccess({ postgres, home }: ResolvedConfig): PostgresAccess {
  const { user, database, password } = postgres
  return { user, database, password: password ?? getProjectSecret(home, 'postgres-password') }
}

/** The password of a container if none is configured. Compose gives it to the image when it creates the data. */
export const DOCKER_PASSWORD = 'homemanager'
