import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import type { Command } from '../../command.js'

/** The files that a project needs around the stack. */
export const initCommand: Command = {
  name: 'init',
  summary: 'write the configuration and the CI files of a project',
  description:
    'Writes homemanager.yaml, a GitHub Actions workflow, a GitLab job, a dev container or a Compose override from templates. On a terminal it asks; else it takes names and flags. An existing file is written over only after a yes.',
  arguments: [
    { name: '[parts...]', description: 'config, github, gitlab, devcontainer, compose (default: config)' },
  ],
  options: [
    {
      flags: '--provider <name>',
      description: 'how the engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--seed <profile>', description: 'the profile that CI seeds (default: small)' },
  ],
  examples: [
    ['init', 'asks what to write'],
    ['init config github --project shop', 'homemanager.yaml and a workflow'],
    ['init gitlab --seed demo --yes', 'over an existing file, too'],
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
