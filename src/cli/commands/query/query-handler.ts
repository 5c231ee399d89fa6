import { mapStores } from '../../../core/store-name.js'
import type { HandlerModule } from '../../command-handler.js'
import type { queryCommand } from './query.command.js'
import { runQueryAll } from './run-query-all.js'
import { runQuery } from './run-query.js'
import { toKeyQuery } from './to-key-query.js'

type Handlers = HandlerModule<typeof queryCommand>['subcommands']

const STORE_HANDLERS = mapStores((name): Handlers[typeof name] => {
  return async ({ context, args, flags }) => {
    const [given] = Object.values(args)
    await runQuery(name, context, { ...flags, given, keys: toKeyQuery(given, flags) })
  }
})

export const subcommands: Handlers = {
  ...STORE_HANDLERS,
  all: async ({ context, args, flags }) => runQueryAll(context, { ...flags, given: args.sql }),
}
