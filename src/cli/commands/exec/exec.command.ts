import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import type { CommandDefinition } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'

export const execCommand: CommandDefinition = {
  name: 'exec',
  description:
    'Runs a command with the variables of homemanager env. The exit code of the command is returned, and signals are forwarded to it. With --ephemeral a stack is started for the command, on free ports in a temporary directory, and deleted with its data when the command ends.',
  passThrough: true,
  arguments: [{ name: '<command...>', description: 'the program and its arguments, preferably after --' }],
  options: [
    { flags: '--ephemeral', description: 'start a stack for the command and delete it at the end' },
    { flags: '--seed [profile]', description: 'with --ephemeral: seed a dataset (default profile: demo)' },
    {
      flags: '--provider <name>',
      description: 'with --ephemeral: how the engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--no-services', description: 'with --ephemeral: start only the engines, migrated' },
    {
      flags: '--timeout <seconds>',
      description: 'with --ephemeral: timeout for starting the stack (default: 120)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['exec -- npm test', 'use the environment of the running stack'],
    ['exec --ephemeral --seed small -- npm test', 'run an integration job with its own stack'],
    ['exec --ephemeral -- homemanager verify', 'run a homemanager command against the ephemeral stack'],
  ],
  async run(context, args, options) {
    const { execWithStack } = await import('./exec-with-stack.js')
    return execWithStack(
      context,
      args.filter((arg) => arg !== undefined),
      options,
    )
  },
}
