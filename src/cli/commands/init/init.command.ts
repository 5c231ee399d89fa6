import { defineCommand } from '../../define-command.js'
import { PROVIDER_FLAG, SHIPPED_PROFILES } from '../../shared-flags.js'
import { INIT_FILE_NAMES } from './init-files.js'

export const initCommand = defineCommand({
  name: 'init',
  group: 'Project',
  summary: 'Create the configuration and CI files of a project',
  description:
    'Writes homemanager.yaml, a GitHub Actions workflow, a GitLab job, a dev container or a Compose override from templates, and adds what a project needs to .gitignore and package.json. On a terminal without arguments it asks what to write. Existing files are overwritten only after confirmation.',
  arguments: {
    files: {
      type: 'choice',
      description: INIT_FILE_NAMES.join(', '),
      choices: INIT_FILE_NAMES,
      optional: true,
      variadic: true,
      defaultText: 'config, gitignore, package',
    },
  },
  flags: {
    provider: { ...PROVIDER_FLAG, description: 'how the engines run' },
    seed: {
      type: 'string',
      value: 'profile',
      description: 'profile that scripts and CI seed',
      defaultText: 'small',
      path: 'file',
      suggestions: SHIPPED_PROFILES,
    },
  },
  examples: [
    ['init', 'ask what to write'],
    ['init config github --project shop', 'write homemanager.yaml and a workflow'],
    ['init --yes', 'write homemanager.yaml, and extend .gitignore and package.json'],
    ['init gitlab --seed demo --yes', 'also overwrite an existing file'],
  ],
})
