import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import type { CommandDefinition } from '../../command.js'

export const initCommand: CommandDefinition = {
  name: 'init',
  description:
    'Writes homemanager.yaml, a GitHub Actions workflow, a GitLab job, a dev container or a Compose override from templates. On a terminal without arguments it asks what to write. Existing files are overwritten only after confirmation.',
  arguments: [
    { name: '[files...]', description: 'config, github, gitlab, devcontainer, compose (default: config)' },
  ],
  options: [
    {
      flags: '--provider <name>',
      description: 'how the engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--seed <profile>', description: 'profile that CI seeds (default: small)' },
  ],
  examples: [
    ['init', 'ask what to write'],
    ['init config github --project shop', 'write homemanager.yaml and a workflow'],
    ['init gitlab --seed demo --yes', 'also overwrite an existing file'],
  ],
  async run(context, names, options) {
    const { runInit } = await import('./run-init.js')
    await runInit(
      context,
      names.filter((name) => name !== undefined),
      options,
    )
  },
}
