import { STORE_NAMES } from '../../../core/store-name.js'
import { getStoreDriver } from '../../../stores/registry.js'
import { defineCommand } from '../../define-command.js'

export const shellCommand = defineCommand({
  name: 'shell',
  group: 'Inspect',
  summary: 'Open psql or mongosh against the running stack',
  description:
    'Opens the command-line client of a store, connected to the running stack. psql or mongosh must be installed; without it, use query. DynamoDB has no such client: query it with query dynamodb, or with the AWS CLI and the variables of env. Arguments after -- are passed through, and the exit code is propagated.',
  arguments: {
    store: {
      type: 'choice',
      description: 'Store: postgres or mongo',
      choices: STORE_NAMES.filter((name) => getStoreDriver(name).loadShell !== undefined),
      reason: 'DynamoDB has no such client: use homemanager query dynamodb.',
    },
    args: {
      type: 'string',
      description: 'arguments for psql or mongosh, after --',
      optional: true,
      variadic: true,
    },
  },
  examples: [
    ['shell postgres', 'open psql'],
    ['shell mongo', 'open mongosh'],
    [String.raw`shell postgres -- -c '\d users'`, 'run one psql command'],
  ],
})
