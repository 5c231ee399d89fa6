import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import type { Command } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'

/** Runs what needs the stack: an integration job is one line. */
export const execCommand: Command = {
  name: 'exec',
  summary: "run a command with the stack's environment, or with a stack of its own",
  description:
    'Runs a command with the variables of homemanager env. Its exit code is ours, and signals go to it. With --ephemeral a stack is brought up for it, on free ports in a temporary folder, and deleted with all data when it ends.',
  passThrough: true,
  arguments: [{ name: '<command...>', description: 'the program and its arguments, best after --' }],
  options: [
    { flags: '--ephemeral', description: 'a stack of its own, deleted at the end' },
    { flags: '--seed [profile]', description: 'with --ephemeral: seed it (default: demo)' },
    {
      flags: '--provider <name>',
      description: 'with --ephemeral: how its engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--no-services', description: 'with --ephemeral: only the engines, migrated' },
    {
      flags: '--timeout <seconds>',
      description: 'with --ephemeral: how long bringing it up may take (default: 120)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['exec -- npm test', 'with the environment of the running stack'],
    ['exec --ephemeral --seed small -- npm test', 'a whole integration job'],
    ['exec --ephemeral -- homemanager verify', 'our own commands find the stack as well'],
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
