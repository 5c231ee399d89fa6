import { chmod, chown, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { AddonProgram, EmbeddedAddonRecipe } from '../providers/embedded/embedded-addon-recipe.js'
import { parsePostgresUrl } from '../stores/postgres/client/parse-postgres-url.js'
import { buildLocalPostgresUrl } from '../stores/postgres/engine/local-postgres-url.js'
import { getServiceLogin } from '../stores/postgres/engine/postgres-access.js'
import { resolveUnprivilegedUser } from '../stores/postgres/engine/unprivileged-user.js'
import { findAddonProgram } from './find-addon-program.js'

/** PgBouncer of this machine, as the Compose file configures it: pools of transactions for the role of the services. */
export const pgbouncerEmbedded: EmbeddedAddonRecipe = {
  store: 'postgres',
  findProgram,
  async prepare({ config, port, getEndpoints }, dataDirectory) {
    const [{ file, version }, { postgres }, user] = await Promise.all([
      findProgram(),
      getEndpoints(),
      resolveUnprivilegedUser(dataDirectory),
    ])
    const login = getServiceLogin(config)
    const { port: serverPort } = parsePostgresUrl(postgres.url)
    const users = path.join(dataDirectory, 'users.txt')
    const configuration = path.join(dataDirectory, 'pgbouncer.ini')
    const files = {
      [users]: `${quote(login.user)} ${quote(login.password)}\n`,
      [configuration]: [
        '[databases]',
        // Whichever the client names: versions before 1.19 do not accept every name here.
        `* = host=127.0.0.1 port=${serverPort}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
        'pool_mode = transaction',
        'max_client_conn = 200',
        '',
      ].join('\n'),
    }
    for (const [name, text] of Object.entries(files)) {
      await writeFile(name, text, { mode: 0o600 })
      if (user.owner !== undefined) await chown(name, user.owner.uid, user.owner.gid)
    }
    if (user.owner !== undefined) await chmod(dataDirectory, 0o711)
    return { ...user.wrap(file, [configuration]), engine: `PgBouncer ${version} (embedded)` }
  },
  toUrl: (config, port) => buildLocalPostgresUrl(port, getServiceLogin(config), config.postgres.database),
}

async function findProgram(): Promise<AddonProgram> {
  return findAddonProgram({
    addon: 'pgbouncer',
    program: 'pgbouncer',
    variable: 'HOMEMANAGER_POSTGRES_POOL_URL',
    install: { debian: 'apt-get install pgbouncer', homebrew: 'brew install pgbouncer' },
  })
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
