import { defineCommand } from '../../define-command.js'
import { PROVIDER_FLAG, SHIPPED_PROFILES } from '../../shared-flags.js'
import { INIT_FILE_NAMES } from './init-files.js'

export const initCommand = defineCommand({
  name: 'init',
  group: 'Project',
  summary: 'Create the configuration and CI files of a project',
  description:
    'Writes homemanager.yaml, a GitHub Actions workflow, a GitLab job, a dev container or a Compose override from templates. On a terminal without arguments it asks what to write. Existing files are overwritten only after confirmation.',
  arguments: {
    files: {
      type: 'choice',
      description: 'config, github, gitlab, devcontainer, compose',
      choices: INIT_FILE_NAMES,
      optional: true,
      variadic: true,
      defaultText: 'config',
    },
  },
  flags: {
    provider: { ...PROVIDER_FLAG, description: 'how the engines run' },
    seed: {
      type: 'string',
      value: 'profile',
      description: 'profile that CI seeds',
      defaultText: 'small',
      path: 'file',
      suggestions: SHIPPED_PROFILES,
    },
  },
  examples: [
    ['init', 'ask what to write'],
    ['init config github --project shop', 'write homemanager.yaml and a workflow'],
    ['init gitlab --seed demo --yes', 'also overwrite an existing file'],
  ],
})
