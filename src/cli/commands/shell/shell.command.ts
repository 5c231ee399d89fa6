import { STORE_NAMES } from '../../../core/store-name.js'
import { getStoreDriver } from '../../../stores/registry.js'
import type { CommandDefinition } from '../../command.js'

const SHELL_STORES = STORE_NAMES.filter((name) => getStoreDriver(name).loadShell !== undefined)

export const shellCommand: CommandDefinition = {
  name: 'shell',
  description:
    'Opens the command-line client of a store, connected to the running stack. The client must be installed. Arguments after -- are passed through, and the exit code is propagated.',
  arguments: [
    { name: '<store>', description: 'Store: postgres or mongo', choices: SHELL_STORES },
    { name: '[args...]', description: 'arguments for psql or mongosh, after --' },
  ],
  examples: [
    ['shell postgres', 'open psql'],
    ['shell mongo', 'open mongosh'],
    [String.raw`shell postgres -- -c '\d users'`, 'run one psql command'],
  ],
  async run(context, [name, ...args]) {
    const { openShell } = await import('./open-shell.js')
    const store = SHELL_STORES.find((each) => each === name) ?? 'postgres'
    return openShell(
      context,
      getStoreDriver(store),
      args.filter((each) => each !== undefined),
    )
  },
}
