import { definePattern } from '../../../stores/contracts/access-pattern.js'
import { toExpenseKey, toFamilyKey, toUserKey } from '../documents/expense-documents.js'

export const expenseById = definePattern({
  name: 'budget.expense-by-id',
  store: 'mongo',
  summary: 'an expense by id',
  index: '_id_',
  request: (id: string, familyId: string) => ({
    find: 'expenses',
    filter: {
      _id: toExpenseKey(id),
      family_id: toFamilyKey(familyId),
      deleted_at: { $exists: false },
    },
    limit: 1 as const,
  }),
  sample: (s) => [s.expense, s.family],
})

/** A circle around a location, and the last expense on the previous page. */
export interface ExpenseCircle {
  readonly longitude: number
  readonly latitude: number
  /** In meters. */
  readonly radius: number
  readonly limit: number
  readonly after?: { readonly distance: number; readonly key: string }
}

/** Amazon DocumentDB supports `$geoNear` with GeoJSON too. */
export const expensesNear = definePattern({
  name: 'budget.near',
  store: 'mongo',
  summary: "a family's expenses near a location",
  index: 'location',
  growth: 'linear',
  acceptedFindings: {
    'wasteful-filter':
      'the index contains locations but not families: all expenses in the circle are read, then filtered by family',
    'in-memory-sort': 'expenses at the same distance are sorted by key, so that pages are stable',
  },
  request: (familyId: string, { longitude, latitude, radius, limit, after }: ExpenseCircle) => ({
    aggregate: 'expenses',
    pipeline: [
      {
        $geoNear: {
          near: { type: 'Point', coordinates: [longitude, latitude] },
          distanceField: 'distance',
          spherical: true,
          key: 'location',
          maxDistance: radius,
          // Slightly less than the distance of the last expense: the comparison is not exact to the last digit.
          ...(after === undefined ? {} : { minDistance: Math.max(0, after.distance - 0.01) }),
          query: { family_id: toFamilyKey(familyId), deleted_at: { $exists: false } },
        },
      },
      ...(after === undefined
        ? []
        : [
            {
              $match: {
                $or: [
                  { distance: { $gt: after.distance } },
                  { distance: after.distance, _id: { $gt: after.key } },
                ],
              },
            },
          ]),
      { $sort: { distance: 1, _id: 1 } },
      { $limit: limit + 1 },
      { $project: { outbox: 0 } },
    ],
  }),
  sample: ({ family, coordinates: [longitude, latitude] }) => [
    family,
    { longitude, latitude, radius: 1000, limit: 50 },
  ],
})

/**
 * An expense with the membership version of the change, or a later one, belongs to a later membership in the same family. An
 * event of an earlier version has no membership version; neither have the expenses of that time.
 */
export const expensesOfLeaver = definePattern({
  name: 'budget.expenses-of-member',
  store: 'mongo',
  summary: 'the expenses of a member who leaves the family, to reassign them',
  index: 'user_created',
  request: (userId: string, familyId: string, newOwnerId: string, membershipVersion: number) => ({
    update: 'expenses',
    updates: [
      {
        q: {
          user_id: toUserKey(userId),
          family_id: toFamilyKey(familyId),
          membership_version: { $not: { $gte: membershipVersion } },
        },
        u: { $set: { user_id: toUserKey(newOwnerId) }, $inc: { version: 1 } },
        multi: true,
      },
    ] as const,
  }),
  sample: (s) => [s.user, s.family, s.assignee, 1],
})

/** `familyKey` is `FAMILY#<id>`, or `FAMILY#<saga>:<id>` if the family is archived. */
export const expenseOfFamily = definePattern({
  name: 'budget.expenses-to-archive',
  store: 'mongo',
  summary: 'an expense of a family that is deleted, to archive those of its user',
  index: 'family_created',
  request: (familyKey: string) => ({
    find: 'expenses',
    filter: { family_id: familyKey },
    projection: { user_id: 1 },
    limit: 1 as const,
  }),
  sample: (s) => [toFamilyKey(s.family)],
})
