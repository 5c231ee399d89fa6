import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { AddonProgram, EmbeddedAddonRecipe } from '../providers/embedded/embedded-addon-recipe.js'
import { getProjectSecret } from '../providers/project-secret.js'
import { findAddonProgram } from './find-addon-program.js'

const SECRET = 'redis-password'
/** From this version on, the title of the process can keep the path by which the stack recognizes it. */
const FIRST_VERSION_WITH_TITLE = 7

/** Redis of this machine, in memory only, with a password of the project. */
export const redisEmbedded: EmbeddedAddonRecipe = {
  findProgram,
  async prepare({ config, port }, dataDirectory) {
    const { file, version } = await findProgram()
    const configuration = path.join(dataDirectory, 'redis.conf')
    const settings = [
      'bind 127.0.0.1',
      `port ${port}`,
      'save ""',
      'appendonly no',
      `requirepass ${getProjectSecret(config.home, SECRET)}`,
      ...(Number.parseInt(version) >= FIRST_VERSION_WITH_TITLE ? ['set-proc-title no'] : []),
    ]
    // It has the password.
    await writeFile(configuration, `${settings.join('\n')}\n`, { mode: 0o600 })
    return { command: file, args: [configuration], engine: `Redis ${version} (embedded)` }
  },
  // Clients send the name of the default user, which they may not leave empty.
  toUrl: ({ home }, port) => `redis://default:${getProjectSecret(home, SECRET)}@127.0.0.1:${port}`,
}

async function findProgram(): Promise<AddonProgram> {
  return findAddonProgram({
    addon: 'redis',
    program: 'redis-server',
    variable: 'HOMEMANAGER_REDIS_URL',
    install: { debian: 'apt-get install redis-server', homebrew: 'brew install redis' },
  })
}
