import type { Observation } from './observation-table.js'
import type { ObservationTables } from './observation-tables.js'
import type { ReportViolation } from './violation.js'

/** Holds what is known about each key against the invariants that join stores or records. */
export function checkInvariants(tables: ObservationTables, report: ReportViolation): void {
  tables.users.forEachKey((id, facts) => checkUserInvariants(id, facts, report))
  tables.families.forEachKey((id, facts) => checkFamilyInvariants(id, facts, report))
  tables.expenses.forEachKey((id, facts) => checkExpenseInvariants(id, facts, report))
  tables.emails.forEachKey((email, facts) => {
    if (facts.length < 2) return
    for (const [user] of facts) {
      const message = `User ${user} shares the email address ${email} with ${facts.length - 1} other.`
      report({ invariant: 11, store: 'postgres', id: String(user), message })
    }
  })
  tables.events.forEachKey((id, facts) => {
    if (facts.length < 2) return
    report({
      invariant: 14,
      store: 'postgres',
      id,
      message: `Event ${id} is in the log ${facts.length} times.`,
    })
  })
}

/** Invariants 1, 2, 4, 9 and 10: everything that names a user. */
function checkUserInvariants(id: string, facts: readonly Observation[], report: ReportViolation): void {
  const user = facts.find(([what]) => what === 'user')
  const exists = user !== undefined
  const family = typeof user?.[1] === 'string' ? user[1] : undefined
  const memberOf = new Set(facts.filter(([what]) => what === 'member').map(([, family]) => family))
  const partition = family === undefined ? `USER#${id}` : `FAMILY#${family}`
  if (family !== undefined && !memberOf.has(family)) {
    const message = `User ${id} names the family ${family} and is no member of it.`
    report({ invariant: 10, store: 'postgres', id, message })
  }
  for (const [what, record, where] of facts) {
    const name = String(record)
    if (what === 'owner' && !memberOf.has(name)) {
      const message = `Family ${name}: its owner ${id} is no member of it.`
      report({ invariant: 9, store: 'postgres', id: name, message })
    } else if (what === 'todo' && (!exists || where !== partition)) {
      const message = exists
        ? `Todo ${name} is in ${where}, its owner ${id} in ${partition}.`
        : `Todo ${name}: its owner ${id} does not exist.`
      report({ invariant: 1, store: 'dynamodb', id: name, message })
    } else if (what === 'assigned' && (!exists || where !== partition)) {
      // A todo without a family can be its owner's own only.
      const message = exists
        ? `Todo ${name} is in ${where}, its assignee ${id} in ${partition}.`
        : `Todo ${name}: its assignee ${id} does not exist.`
      report({ invariant: 2, store: 'dynamodb', id: name, message })
    } else if (what === 'expense' && (!exists || where !== family)) {
      const message = exists
        ? `Expense ${name} is of family ${where}, its user ${id} of ${family ?? 'none'}.`
        : `Expense ${name}: its user ${id} does not exist.`
      report({ invariant: 4, store: 'mongo', id: name, message })
    }
  }
}

/** Invariants 4, 8 and 12: everything that names a family. */
function checkFamilyInvariants(id: string, facts: readonly Observation[], report: ReportViolation): void {
  const family = facts.find(([what]) => what === 'family')
  const members = facts.filter(([what]) => what === 'member').length
  if (family !== undefined && family[1] !== members) {
    const message = `Family ${id} counts ${family[1]} members and has ${members}.`
    report({ invariant: 8, store: 'postgres', id, message })
  }
  if (family !== undefined) return
  for (const [what, record] of facts) {
    const name = String(record)
    if (what === 'expense') {
      const message = `Expense ${name}: its family ${id} does not exist.`
      report({ invariant: 4, store: 'mongo', id: name, message })
    } else if (what === 'budget') {
      const message = `Budget ${name}: its family ${id} does not exist.`
      report({ invariant: 12, store: 'mongo', id: name, message })
    }
  }
}

/**
 * Invariant 7. The rule looks at the amount that an expense was made with; where the log still has that event it
 * decides, so that a later change of the amount breaks nothing. An expense whose event is on its way is left alone.
 */
function checkExpenseInvariants(id: string, facts: readonly Observation[], report: ReportViolation): void {
  const said = (what: string): Observation | undefined => facts.find(([word]) => word === what)
  const reviews = facts.filter(([what]) => what === 'review')
  const expense = said('expense')
  if (expense === undefined) {
    if (said('deleted') !== undefined) return
    for (const [, todo] of reviews) {
      const message = `Todo ${todo} reviews the expense ${id}, which does not exist.`
      report({ invariant: 7, store: 'dynamodb', id: String(todo), message })
    }
    return
  }
  const [, largeNow, waiting] = expense
  const created = said('created')
  const large = created?.[1] ?? largeNow
  const expected = large === true ? 1 : 0
  if (waiting === true || reviews.length === expected) return
  if (reviews.length < expected && (created?.[2] === true || said('review-deleted') !== undefined)) return
  // The log tells of a change and not of the making: nobody knows any more whether it was over the limit then.
  if (created === undefined && said('updated') !== undefined && reviews.length < 2) return
  const message = `Expense ${id} is ${large === true ? '' : 'not '}over 500 and has ${reviews.length} review todos.`
  report({ invariant: 7, store: 'mongo', id: `expense_${id}`, message })
}
