import type { CommandDefinition } from '../../command.js'

export const shellCommand: CommandDefinition = {
  name: 'shell',
  description:
    'Opens the command-line client of a store, connected to the running stack. The client must be installed. Arguments after -- are passed through, and the exit code is propagated.',
  arguments: [
    { name: '<store>', description: 'Store: postgres or mongo', choices: ['postgres', 'mongo'] },
    { name: '[args...]', description: 'arguments for psql or mongosh, after --' },
  ],
  examples: [
    ['shell postgres', 'open psql'],
    ['shell mongo', 'open mongosh'],
    [String.raw`shell postgres -- -c '\d users'`, 'run one psql command'],
  ],
  async run(context, [store, ...args]) {
    const { openShell } = await import('./open-shell.js')
    return openShell(
      context,
      store === 'mongo' ? 'mongo' : 'postgres',
      args.filter((each) => each !== undefined),
    )
  },
}
