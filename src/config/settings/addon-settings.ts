import { ADDON_NAMES, type AddonName } from '../../core/addon-name.js'
import { string } from '../../core/schema.js'
import { type Setting, setting, type Settings, toVariableName } from '../setting.js'
import { image, url } from './value-schemas.js'

const REDIS = {
  url: setting(
    url(['redis', 'rediss'], 'URL of a running Redis server, used as a shared user cache. None is started.'),
    'HOMEMANAGER_REDIS_URL',
  ),
} satisfies Settings

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
} satisfies Settings

/** What can be configured besides the image. */
const OWN_SETTINGS = {
  redis: REDIS,
  'postgres-replica': POSTGRES_REPLICA,
} satisfies { readonly [Name in AddonName]?: Settings }

type OwnSettings = typeof OWN_SETTINGS

/** The section of each add-on. */
export const ADDON_SETTINGS = Object.fromEntries(
  ADDON_NAMES.map((name) => {
    const own: { readonly [Name in AddonName]?: Settings } = OWN_SETTINGS
    return [name, { ...own[name], image: image(toVariableName(name, 'IMAGE')) }]
  }),
) as {
  readonly [Name in AddonName]: { readonly image: Setting<string> } & (Name extends keyof OwnSettings
    ? OwnSettings[Name]
    : unknown)
}
