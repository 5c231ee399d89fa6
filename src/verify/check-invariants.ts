import type { Observation } from './observation-table.js'
import type { ObservationTables } from './observation-tables.js'
import type { ReportViolation } from './violation.js'

/** Checks the invariants that span several records or stores, one key at a time. */
export function checkInvariants(tables: ObservationTables, report: ReportViolation): void {
  tables.users.forEachKey((id, observations) => checkUserInvariants(id, observations, report))
  tables.families.forEachKey((id, observations) => checkFamilyInvariants(id, observations, report))
  tables.expenses.forEachKey((id, observations) => checkExpenseInvariants(id, observations, report))
  tables.emails.forEachKey((email, observations) => {
    if (observations.length < 2) return
    const others = `${observations.length - 1} other ${observations.length === 2 ? 'user' : 'users'}`
    for (const [user] of observations) {
      const message = `User ${user} shares the email address ${email} with ${others}.`
      report({ invariant: 11, store: 'postgres', id: String(user), message })
    }
  })
  tables.events.forEachKey((id, observations) => {
    if (observations.length < 2) return
    report({
      invariant: 14,
      store: 'postgres',
      id,
      message: `Event ${id} is in the event log ${observations.length} times.`,
    })
  })
}

/** Invariants 1, 2, 4, 9 and 10: records that refer to a user. */
function checkUserInvariants(
  id: string,
  observations: readonly Observation[],
  report: ReportViolation,
): void {
  const user = observations.find(([kind]) => kind === 'user')
  const exists = user !== undefined
  const family = typeof user?.[1] === 'string' ? user[1] : undefined
  const memberFamilies = new Set(
    observations.filter(([kind]) => kind === 'member').map(([, family]) => family),
  )
  const partition = family === undefined ? `USER#${id}` : `FAMILY#${family}`
  if (family !== undefined && !memberFamilies.has(family)) {
    const message = `User ${id} has the family_id ${family} but is not a member of that family.`
    report({ invariant: 10, store: 'postgres', id, message })
  }
  for (const [kind, record, partitionOrFamily] of observations) {
    const name = String(record)
    if (kind === 'owner' && !memberFamilies.has(name)) {
      const message = `Family ${name}: its owner ${id} is not a member.`
      report({ invariant: 9, store: 'postgres', id: name, message })
    } else if (kind === 'todo' && (!exists || partitionOrFamily !== partition)) {
      const message = exists
        ? `Todo ${name} is in ${partitionOrFamily}, but its owner ${id} is in ${partition}.`
        : `Todo ${name}: its owner ${id} does not exist.`
      report({ invariant: 1, store: 'dynamodb', id: name, message })
    } else if (kind === 'assigned' && (!exists || partitionOrFamily !== partition)) {
      // A todo outside a family can be assigned to its owner only.
      const message = exists
        ? `Todo ${name} is in ${partitionOrFamily}, but its assignee ${id} is in ${partition}.`
        : `Todo ${name}: its assignee ${id} does not exist.`
      report({ invariant: 2, store: 'dynamodb', id: name, message })
    } else if (kind === 'expense' && (!exists || partitionOrFamily !== family)) {
      const message = exists
        ? `Expense ${name} belongs to family ${partitionOrFamily}, but its user ${id} to ${family ?? 'no family'}.`
        : `Expense ${name}: its user ${id} does not exist.`
      report({ invariant: 4, store: 'mongo', id: name, message })
    }
  }
}

/** Invariants 4, 8 and 12: records that refer to a family. */
function checkFamilyInvariants(
  id: string,
  observations: readonly Observation[],
  report: ReportViolation,
): void {
  const family = observations.find(([kind]) => kind === 'family')
  const members = observations.filter(([kind]) => kind === 'member').length
  if (family !== undefined && family[1] !== members) {
    const message = `Family ${id}: member_count is ${family[1]}, but the number of members is ${members}.`
    report({ invariant: 8, store: 'postgres', id, message })
  }
  if (family !== undefined) return
  for (const [kind, record] of observations) {
    const name = String(record)
    if (kind === 'expense') {
      const message = `Expense ${name}: its family ${id} does not exist.`
      report({ invariant: 4, store: 'mongo', id: name, message })
    } else if (kind === 'budget') {
      const message = `Budget ${name}: its family ${id} does not exist.`
      report({ invariant: 12, store: 'mongo', id: name, message })
    }
  }
}

/**
 * Invariant 7. The rule applies to the amount that an expense was created with. If the event log still has that event,
 * its amount is used, so that a later update of the amount is not a violation. Expenses with pending events are skipped.
 */
function checkExpenseInvariants(
  id: string,
  observations: readonly Observation[],
  report: ReportViolation,
): void {
  const find = (wanted: string): Observation | undefined => observations.find(([kind]) => kind === wanted)
  const reviews = observations.filter(([kind]) => kind === 'review')
  const expense = find('expense')
  if (expense === undefined) {
    if (find('deleted') !== undefined) return
    for (const [, todo] of reviews) {
      const message = `Todo ${todo} reviews expense ${id}, which does not exist.`
      report({ invariant: 7, store: 'dynamodb', id: String(todo), message })
    }
    return
  }
  const [, largeNow, pending] = expense
  const created = find('created')
  const large = created?.[1] ?? largeNow
  const expected = large === true ? 1 : 0
  if (pending === true || reviews.length === expected) return
  if (reviews.length < expected && (created?.[2] === true || find('review-deleted') !== undefined)) return
  // The log has an update but not the creation: the original amount is unknown.
  if (created === undefined && find('updated') !== undefined && reviews.length < 2) return
  const message = `Expense ${id} is ${large === true ? '' : 'not '}over 500 and has ${reviews.length} review todos instead of ${expected}.`
  report({ invariant: 7, store: 'mongo', id: `expense_${id}`, message })
}
