import { aggregateDocuments } from '../../../stores/mongo/client/send-request.js'
import type { Page } from '../../http/api/formats.js'
import type { OperationResponse, OperationCall } from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { expensesNear } from '../access-patterns/expense-patterns.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import { toExpense, toFamilyKey } from '../documents/expense-documents.js'
import type { NearExpense, NearQuery } from '../api/expense-operations.js'

/** Lists expenses by distance from a location. */
export async function handleListExpensesNear(
  call: OperationCall<unknown, NearQuery, unknown>,
  context: BudgetContext,
): Promise<OperationResponse<Page<NearExpense>>> {
  const { cursor, limit = 50, longitude, latitude, radius = 1000 } = call.query
  const familyId = requireFamilyId(call.principal)
  const name = `listExpensesNear ${toFamilyKey(familyId)} ${longitude} ${latitude} ${radius}`
  const [distance, key] = cursor === undefined ? [] : context.cursors.open(name, cursor)
  const after = distance === undefined ? {} : { after: { distance: Number(distance), key: String(key) } }
  const documents = await aggregateDocuments<StoredExpense & { readonly distance: number }>(
    context.db,
    expensesNear.request(familyId, { longitude, latitude, radius, limit, ...after }),
  )
  const items = documents.slice(0, limit)
  const last = documents.length > limit ? items.at(-1) : undefined
  return {
    body: {
      items: items.map((item) => ({ distance: item.distance, expense: toExpense(item) })),
      ...(last === undefined ? {} : { next_cursor: context.cursors.seal(name, [last.distance, last._id]) }),
    },
  }
}
