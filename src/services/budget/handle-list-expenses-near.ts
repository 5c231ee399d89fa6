import type { Page } from '../http/formats.js'
import type { OperationResponse, OperationCall } from '../http/operation.js'
import { requireFamilyId } from '../http/principal.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import { toExpense, toFamilyKey } from './expense-documents.js'
import type { NearExpense, NearQuery } from './expense-operations.js'

/** Lists expenses by distance from a location. Amazon DocumentDB supports `$geoNear` with GeoJSON too. */
export async function handleListExpensesNear(
  call: OperationCall<unknown, NearQuery, unknown>,
  context: BudgetContext,
): Promise<OperationResponse<Page<NearExpense>>> {
  const { cursor, limit = 50, longitude, latitude, radius = 1000 } = call.query
  const family = toFamilyKey(requireFamilyId(call.principal))
  const name = `listExpensesNear ${family} ${longitude} ${latitude} ${radius}`
  const [distance, id] = cursor === undefined ? [] : context.cursors.open(name, cursor)
  const after = Number(distance)
  const documents = await context.expenses
    .aggregate<StoredExpense & { readonly distance: number }>([
      {
        $geoNear: {
          near: { type: 'Point', coordinates: [longitude, latitude] },
          distanceField: 'distance',
          spherical: true,
          key: 'location',
          maxDistance: radius,
          // Slightly less than the distance of the last expense: the comparison is not exact to the last digit.
          ...(distance === undefined ? {} : { minDistance: Math.max(0, after - 0.01) }),
          query: { family_id: family, deleted_at: { $exists: false } },
        },
      },
      ...(distance === undefined
        ? []
        : [
            {
              $match: { $or: [{ distance: { $gt: after } }, { distance: after, _id: { $gt: String(id) } }] },
            },
          ]),
      { $sort: { distance: 1, _id: 1 } },
      { $limit: limit + 1 },
      { $project: { outbox: 0 } },
    ])
    .toArray()
  const items = documents.slice(0, limit)
  const last = documents.length > limit ? items.at(-1) : undefined
  return {
    body: {
      items: items.map((item) => ({ distance: item.distance, expense: toExpense(item) })),
      ...(last === undefined ? {} : { next_cursor: context.cursors.seal(name, [last.distance, last._id]) }),
    },
  }
}
