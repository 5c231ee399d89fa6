import type { AddonName } from '../../core/addon-name.js'
import { string } from '../../core/schema.js'
import { setting, type Settings } from '../setting.js'
import { image, url } from './value-schemas.js'

const REDIS = {
  url: setting(
    url(['redis', 'rediss'], 'URL of a running Redis server, used as a shared user cache. None is started.'),
    'HOMEMANAGER_REDIS_URL',
  ),
  image: image('HOMEMANAGER_REDIS_IMAGE'),
} satisfies Settings

const PGBOUNCER = { image: image('HOMEMANAGER_PGBOUNCER_IMAGE') } satisfies Settings

/** A duration; `0` for none. */
export const LAG_PATTERN = '^(?:0|[1-9][0-9]{0,5}(?:ms|s|m))$'

const POSTGRES_REPLICA = {
  lag: setting(
    string({
      pattern: LAG_PATTERN,
      patternErrorMessage: 'must be a number of milliseconds, seconds or minutes, such as 500ms, 5s or 1m',
      description:
        'How much later the replica applies each change, such as 5s, to see the effect of outdated reads. Default: 0.',
    }),
    'HOMEMANAGER_POSTGRES_REPLICA_LAG',
  ),
  image: image('HOMEMANAGER_POSTGRES_REPLICA_IMAGE'),
} satisfies Settings

/** The section of each add-on. */
export const ADDON_SETTINGS = {
  redis: REDIS,
  pgbouncer: PGBOUNCER,
  'postgres-replica': POSTGRES_REPLICA,
} satisfies Readonly<Record<AddonName, Settings>>
