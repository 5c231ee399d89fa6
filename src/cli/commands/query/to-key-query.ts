import type { StoreName } from '../../../core/store-name.js'
import type { KeyQuery } from '../../../stores/contracts/query.js'
import type { CommandInput } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import type { queryCommand } from './query.command.js'

type QueryInput = CommandInput<(typeof queryCommand)['subcommands'][StoreName]>

/** The key conditions, if there are any. Throws `USAGE` if they are incomplete or combined with a query text. */
export function toKeyQuery(
  text: string | undefined,
  { pk, sk, skBeginsWith, index, descending, file, param, write }: QueryInput['flags'],
): KeyQuery | undefined {
  const optional = {
    ...(sk === undefined ? {} : { sk }),
    ...(skBeginsWith === undefined ? {} : { skBeginsWith }),
    ...(index === undefined ? {} : { index }),
  }
  if (pk === undefined) {
    if (Object.keys(optional).length === 0 && !descending) return undefined
    throw new UsageError({ message: '--sk, --sk-begins-with, --index and --descending require --pk.' })
  }
  if (pk === '' || sk === '')
    throw new UsageError({
      message: `${pk === '' ? '--pk' : '--sk'} is empty.`,
      detail: 'DynamoDB has no empty keys. In a script, the variable may not be set.',
    })
  if (text !== undefined || file !== undefined) {
    throw new UsageError({ message: 'Pass either key conditions or a query text, not both.' })
  }
  if (sk !== undefined && skBeginsWith !== undefined)
    throw new UsageError({ message: '--sk and --sk-begins-with cannot be combined.' })
  if (param.length > 0 || write) {
    throw new UsageError({
      message: `${write ? '--write' : '--param'} has no effect with --pk: key conditions only read, and have no parameters.`,
    })
  }
  return { pk, ...optional, descending }
}
