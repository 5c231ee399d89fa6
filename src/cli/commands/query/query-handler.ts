import type { DynamodbKeyQuery } from '../../../query/query-dynamodb-by-keys.js'
import { parseParameters } from '../../../query/query-parameters.js'
import type { CommandInput, HandlerModule } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import { printQueryResult } from './print-query-result.js'
import type { queryCommand } from './query.command.js'
import { readQueryText } from './read-query-text.js'
import { toRowFormat } from './to-row-format.js'

type QueryInput<Store extends keyof (typeof queryCommand)['subcommands']> = CommandInput<
  (typeof queryCommand)['subcommands'][Store]
>

export const subcommands: HandlerModule<typeof queryCommand>['subcommands'] = {
  postgres: queryPostgresStore,
  dynamodb: queryDynamodbStore,
  mongo: queryMongoStore,
}

async function queryPostgresStore({ context, args, flags }: QueryInput<'postgres'>): Promise<void> {
  const format = toRowFormat(context, flags)
  const text = await readQueryText('postgres', args.sql, flags.file, context.globals.cwd)
  const project = await context.project()
  const parameters = parseParameters(flags.param)
  const { queryPostgres } = await import('../../../query/query-postgres.js')
  await using store = await project.connectStore('postgres')
  const query = { text, parameters, write: flags.write, signal: context.signal }
  await printQueryResult(context, await queryPostgres(store, query), format)
}

async function queryDynamodbStore({ context, args, flags }: QueryInput<'dynamodb'>): Promise<void> {
  const format = toRowFormat(context, flags)
  const keys = toKeyQuery(args.partiql, flags)
  if (keys !== undefined) {
    const project = await context.project()
    const { queryDynamodbByKeys } = await import('../../../query/query-dynamodb-by-keys.js')
    await using store = await project.connectStore('dynamodb')
    const result = await queryDynamodbByKeys(store, { ...keys, signal: context.signal })
    return printQueryResult(context, result, format)
  }
  const text = await readQueryText('dynamodb', args.partiql, flags.file, context.globals.cwd)
  const project = await context.project()
  const parameters = parseParameters(flags.param)
  const { queryDynamodb } = await import('../../../query/query-dynamodb.js')
  await using store = await project.connectStore('dynamodb')
  const query = { text, parameters, write: flags.write, signal: context.signal }
  await printQueryResult(context, await queryDynamodb(store, query), format)
}

async function queryMongoStore({ context, args, flags }: QueryInput<'mongo'>): Promise<void> {
  const format = toRowFormat(context, flags)
  const text = await readQueryText('mongo', args.text, flags.file, context.globals.cwd)
  const project = await context.project()
  const { queryMongo } = await import('../../../query/query-mongo.js')
  await using store = await project.connectStore('mongo')
  const query = { text, write: flags.write, signal: context.signal }
  await printQueryResult(context, queryMongo(store, query), format)
}

/** The key conditions, if there are any. Throws `USAGE` if they are incomplete or combined with a query text. */
function toKeyQuery(
  text: string | undefined,
  { pk, sk, skBeginsWith, index, descending, file }: QueryInput<'dynamodb'>['flags'],
): DynamodbKeyQuery | undefined {
  const optional = {
    ...(sk === undefined ? {} : { sk }),
    ...(skBeginsWith === undefined ? {} : { skBeginsWith }),
    ...(index === undefined ? {} : { index }),
  }
  if (pk === undefined) {
    if (Object.keys(optional).length === 0 && !descending) return undefined
    throw new UsageError({ message: '--sk, --sk-begins-with, --index and --descending require --pk.' })
  }
  if (text !== undefined || file !== undefined) {
    throw new UsageError({ message: 'Pass either key conditions or a query text, not both.' })
  }
  return { pk, ...optional, descending }
}
