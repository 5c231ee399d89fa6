import type { HandlerModule } from '../../command-handler.js'
import type { queryCommand } from './query.command.js'
import { runQuery } from './run-query.js'
import { toKeyQuery } from './to-key-query.js'

export const subcommands: HandlerModule<typeof queryCommand>['subcommands'] = {
  postgres: async ({ context, args, flags }) => runQuery('postgres', context, { ...flags, given: args.sql }),
  dynamodb: async ({ context, args, flags }) =>
    runQuery('dynamodb', context, {
      ...flags,
      given: args.partiql,
      keys: toKeyQuery(args.partiql, flags),
    }),
  mongo: async ({ context, args, flags }) => runQuery('mongo', context, { ...flags, given: args.text }),
}
