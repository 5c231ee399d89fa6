import { mapStores } from '../../../core/store-name.js'
import type { HandlerModule } from '../../command-handler.js'
import type { queryCommand } from './query.command.js'
import { runQuery } from './run-query.js'
import { toKeyQuery } from './to-key-query.js'

type Handlers = HandlerModule<typeof queryCommand>['subcommands']

export const subcommands: Handlers = mapStores((name): Handlers[typeof name] => {
  return async ({ context, args, flags }) => {
    const [given] = Object.values(args)
    await runQuery(name, context, { ...flags, given, keys: toKeyQuery(given, flags) })
  }
})
