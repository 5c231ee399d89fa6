import { ADDON_NAMES } from '../core/addon-name.js'
import {
  array,
  boolean,
  object,
  type ObjectType,
  optional,
  type Optional,
  type SchemaType,
  string,
  stringEnum,
} from '../core/schema.js'
import { STORE_NAMES } from '../core/store-name.js'
import { PROVIDER_NAMES, type ProviderName } from './provider-names.js'
import { defaultedSetting, setting, type Settings } from './setting.js'
import { ADDON_SETTINGS } from './settings/addon-settings.js'
import { PORTS } from './settings/ports.js'
import { OTHER_SERVICE, SERVICES } from './settings/service-settings.js'
import { STORE_SETTINGS } from './settings/store-settings.js'
import { duration, nonEmpty, seconds } from './settings/value-schemas.js'

// The definition of all settings: fields of homemanager.yaml, environment variables and defaults. The types of the
// configuration are inferred from it, resolve-config.ts resolves it, and `npm run build` writes it to
// templates/homemanager.schema.json for editors. The sections of stores, add-ons and services are in settings/.

export const PROJECT_NAME_PATTERN = '^[a-z0-9][a-z0-9-]{0,39}$'

export const PROJECT = setting(
  string({
    pattern: PROJECT_NAME_PATTERN,
    patternErrorMessage:
      'must have 1 to 40 lower-case letters, digits and hyphens, and must not start with a hyphen',
    description:
      'Name of the project. The names of containers, volumes and the state directory contain it. Default: the name of the directory.',
  }),
  'HOMEMANAGER_PROJECT',
)

export const PROVIDER = defaultedSetting<ProviderName>(
  'auto',
  stringEnum(PROVIDER_NAMES, {
    description:
      'How the engines run. auto is docker if a daemon is responding and has or can pull the images, else embedded.',
  }),
  'HOMEMANAGER_PROVIDER',
)

/** Who may use the gateway and the services. */
export const HTTP = {
  allowedHosts: setting(
    array(
      nonEmpty(
        'A host name, with a port if it is not that of the server: homemanager.test, localhost:14000.',
      ),
      {
        description:
          'Names, besides 127.0.0.1, localhost and [::1], by which clients address the gateway and the services. Requests with another Host header are refused.',
      },
    ),
  ),
  allowedOrigins: setting(
    array(nonEmpty('An origin, such as http://localhost:5173.'), {
      description:
        'Origins of web pages that may send requests that change data. Other pages than those of the server itself are refused.',
    }),
  ),
} satisfies Settings

export const MIGRATIONS = {
  ...forEach(STORE_NAMES, () =>
    setting(
      nonEmpty(
        'Directory with migrations of this project, relative to this file. They run after the bundled ones.',
      ),
    ),
  ),
  lockTimeout: defaultedSetting(10, seconds('How long to wait for a lock, in seconds.')),
  statementTimeout: defaultedSetting(300, seconds('Timeout of each statement, in seconds.')),
} satisfies Settings

/** Snapshots that the services save in the background. */
export const BACKUPS = {
  every: setting(
    duration(
      'How often a snapshot is saved in the background while the services run, such as 6h or 1d. Default: never.',
    ),
  ),
  keep: defaultedSetting(
    '7d',
    duration(
      'How long automatic snapshots are kept, such as 7d. There are at most 10 of them, with at most 2 GB, and the newest is always kept.',
    ),
  ),
} satisfies Settings

/** Validates homemanager.yaml. */
export const CONFIG_SCHEMA = object(
  {
    $schema: optional(string()),
    project: PROJECT,
    provider: PROVIDER,
    protected: optional(
      boolean({ description: 'If true, no command changes any store, whatever its flags are.' }),
    ),
    ports: optional(
      object(PORTS, {
        description:
          'Pinned ports. If the default of another port is in use, the next free port is used instead.',
      }),
    ),
    ...toSections(STORE_SETTINGS),
    ...toSections(ADDON_SETTINGS),
    services: optional(
      object(toSections(SERVICES), {
        additionalProperties: object(OTHER_SERVICE),
        description:
          'Custom services: in place of the bundled ones, or besides them with a name of their own.',
      }),
    ),
    http: optional(object(HTTP)),
    migrations: optional(object(MIGRATIONS)),
    backups: optional(object(BACKUPS)),
    invariants: optional(
      array(
        nonEmpty(
          'A file such as ./homemanager/invariants/balance.sql, or a pattern such as ./homemanager/invariants/*.sql.',
        ),
        {
          description:
            'SQL files, relative to this file, with a query across the stores. verify reports each row that one returns as a violation: entity, id, message.',
        },
      ),
    ),
    extensions: optional(
      array(nonEmpty('A file such as ./homemanager/pets.ts.'), {
        description:
          "TypeScript or JavaScript files, relative to this file, each with the project's own entities, columns, invariants, access patterns and event handlers.",
      }),
    ),
    addons: optional(
      array(stringEnum(ADDON_NAMES), {
        uniqueItems: true,
        description: 'Add-ons to start with the stack.',
      }),
    ),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'homemanager.schema.json',
    title: 'homemanager.yaml',
    description:
      'Configuration of a homemanager project. Command-line flags override environment variables, which override this file, which overrides the defaults.',
    renamedProperties: { with: 'addons' },
  },
)

/** The content of a valid homemanager.yaml. */
export type ConfigFile = SchemaType<typeof CONFIG_SCHEMA>

/** An optional object per name. */
function toSections<S extends Readonly<Record<string, Settings>>>(
  settings: S,
): { readonly [K in keyof S]: Optional<ObjectType<S[K]>> } {
  const sections = Object.entries(settings).map(([name, each]) => [name, optional(object(each))])
  return Object.fromEntries(sections) as { readonly [K in keyof S]: Optional<ObjectType<S[K]>> }
}

/** An object with the same kind of value for each name. */
function forEach<K extends string, V>(names: readonly K[], toValue: (name: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(names.map((name) => [name, toValue(name)])) as Record<K, V>
}
