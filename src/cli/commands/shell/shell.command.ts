import type { Command } from '../../command.js'

/** Hands the terminal over to the store's own client. */
export const shellCommand: Command = {
  name: 'shell',
  summary: 'hand over to psql or mongosh, connected to the stack',
  description:
    "Starts the store's own client, if it is installed, connected to the running stack. What follows -- goes to it. Its exit code is ours.",
  arguments: [
    { name: '<store>', description: 'postgres or mongo', choices: ['postgres', 'mongo'] },
    { name: '[args...]', description: 'arguments of psql or mongosh, after --' },
  ],
  examples: [
    ['shell postgres', 'psql on homemanager_identity'],
    ['shell mongo', 'mongosh on homemanager_budget'],
    [String.raw`shell postgres -- -c '\d users'`, 'one psql command'],
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
