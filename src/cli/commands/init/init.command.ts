import { defineCommand } from '../../define-command.js'
import { PROFILE_OR_FILE, PROVIDER_FLAG, SHIPPED_PROFILES } from '../../shared-flags.js'
import { INIT_FILE_NAMES, SERVICE_TEMPLATES } from './init-files.js'

export const initCommand = defineCommand({
  name: 'init',
  group: 'Project',
  summary: 'Create the configuration and CI files of a project',
  description:
    'Writes homemanager.yaml, a GitHub Actions workflow, a GitLab job, a dev container, a Compose override or a todo service of your own from templates, and adds what a project needs to .gitignore and package.json. On a terminal without arguments it asks what to write. Existing files are replaced only after confirmation, and kept as FILE.bak.',
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
    template: {
      type: 'choice',
      value: 'name',
      choices: SERVICE_TEMPLATES,
      description: 'framework of the service that init service writes',
      defaultText: 'fastify',
    },
    seed: {
      type: 'string',
      value: 'profile',
      description: 'profile that scripts and CI seed',
      defaultText: 'the loaded one, else demo',
      path: 'file',
      pathOrName: PROFILE_OR_FILE,
      suggestions: SHIPPED_PROFILES,
    },
  },
  examples: [
    ['init', 'ask what to write'],
    ['init config github --project shop', 'write homemanager.yaml and a workflow'],
    ['init --yes', 'write homemanager.yaml, and extend .gitignore and package.json'],
    ['init service --template hono', 'write a todo service that passes conformance'],
    ['init gitlab --seed demo --yes', 'also overwrite an existing file'],
  ],
})
