import { defineCommand } from '../../define-command.js'
import { parseArchiveName } from '../../parse-archive-name.js'
import { CACHE_FLAG, PROFILE_OR_FILE, PROVIDER_FLAG, SHIPPED_PROFILES } from '../../shared-flags.js'

export const execCommand = defineCommand({
  name: 'exec',
  group: 'Stack',
  summary: 'Run a command with the environment of the stack',
  description:
    'Runs a command with the variables of homemanager env. The exit code of the command is returned, and signals are forwarded to it. With --ephemeral a stack is started for the command, on free ports in a temporary directory, and deleted with its data when the command ends.',
  passThrough: true,
  arguments: {
    command: {
      type: 'string',
      description: 'the program and its arguments, preferably after --',
      path: 'file',
      variadic: true,
    },
  },
  flags: {
    ephemeral: { type: 'boolean', description: 'start a stack for the command and delete it at the end' },
    seed: {
      type: 'string',
      value: 'profile',
      description:
        'with --ephemeral: load this dataset, which is demo if no profile is named (default: none)',
      bare: 'demo',
      path: 'file',
      pathOrName: PROFILE_OR_FILE,
      suggestions: SHIPPED_PROFILES,
    },
    cache: {
      ...CACHE_FLAG,
      description: 'with --ephemeral: load the dataset again instead of copying it from the cache',
    },
    onFailureSave: {
      type: 'string',
      value: 'file',
      description:
        'if the command fails, write an archive of the data, logs and events, which branch create --from opens',
      parse: parseArchiveName,
      path: 'file',
    },
    provider: { ...PROVIDER_FLAG, description: 'with --ephemeral: how the engines run' },
    services: {
      type: 'boolean',
      default: true,
      description: 'with --ephemeral: start only the engines, migrated',
    },
    timeout: {
      type: 'seconds',
      value: 'seconds',
      description: 'with --ephemeral: timeout for starting the stack',
      defaultText: '120',
    },
  },
  examples: [
    ['exec -- npm test', 'use the environment of the running stack'],
    ['exec --ephemeral --seed small -- npm test', 'run an integration job with its own stack'],
    [
      'exec --ephemeral --seed small --on-failure-save failure.tar.gz -- npm test',
      'keep the data of a failed job',
    ],
    ['exec --ephemeral -- homemanager verify', 'run a homemanager command against the ephemeral stack'],
  ],
})
