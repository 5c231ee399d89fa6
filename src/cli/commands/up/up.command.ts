import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import { BACKUP_FLAG } from '../../back-up-first.js'
import { defineCommand } from '../../define-command.js'
import { CACHE_FLAG, PROFILE_OR_FILE, PROVIDER_FLAG, SHIPPED_PROFILES } from '../../shared-flags.js'

export const upCommand = defineCommand({
  name: 'up',
  group: 'Stack',
  summary: 'Start the stack',
  aliases: ['start'],
  description:
    'Starts the engines, applies the migrations, loads a dataset if requested, starts the services and the gateway, and returns when they are ready. The stack keeps running in the background. Idempotent. If the migrations fail, the engines stay running, so that migrate repair and query work, and the services are not started. If your own service at a URL does not respond, up only prints a warning; --wait-for waits for it.',
  flags: {
    provider: PROVIDER_FLAG,
    seed: {
      type: 'string',
      value: 'profile',
      description: 'load this dataset, which is demo if no profile is named (default: none)',
      bare: 'demo',
      path: 'file',
      pathOrName: PROFILE_OR_FILE,
      suggestions: SHIPPED_PROFILES,
    },
    cache: CACHE_FLAG,
    with: {
      type: 'choice',
      value: 'name',
      description: 'start these add-ons',
      choices: ADDON_NAMES,
      variadic: true,
    },
    replicaLag: {
      type: 'string',
      value: 'duration',
      description: 'start the add-on postgres-replica, which applies each change this much later, such as 5s',
    },
    services: { type: 'boolean', default: true, description: 'start and migrate the engines only' },
    timeout: { type: 'seconds', value: 'seconds', description: 'overall timeout', defaultText: '120' },
    waitFor: {
      type: 'string',
      value: 'name',
      description:
        'also wait until this engine or service is ready, for example your own service at a URL; up always waits for add-ons',
      suggestions: COMPONENT_NAMES,
      names: 'services',
      repeatable: true,
    },
    studio: {
      type: 'boolean',
      description: 'also serve Studio in the background, read-only, until down',
    },
    allowUnknownMigrations: {
      type: 'boolean',
      description: 'continue if applied migrations have no file, for example on another git branch',
    },
    backup: {
      ...BACKUP_FLAG,
      description:
        'do not save the data before migrations that delete or change some of it; undo then cannot bring it back',
    },
    pull: {
      type: 'choice',
      value: 'policy',
      description: 'image pull policy of the Docker provider',
      choices: ['always', 'missing', 'never'],
      defaultText: 'missing',
    },
  },
  conflicts: [
    {
      flag: 'pull',
      excludes: ['provider'],
      reason: 'only the Docker provider pulls images',
      when: (_, provider) => provider === 'embedded' || provider === 'external',
    },
  ],
  examples: [
    ['up --seed demo', 'start everything and load the demo dataset'],
    ['up --seed demo --studio', 'also show it in the browser: prints the URL of Studio'],
    ['up --provider embedded', 'start without Docker'],
    ['up --replica-lag 5s', 'serve reads of PostgreSQL from a replica that is 5 seconds late'],
    ['up --no-services', 'start and migrate the databases only'],
    ['up --no-services --wait-for identity', 'start the databases and wait for your own service'],
    ['up --project second --json', 'start a second stack, result as JSON'],
  ],
})
