import { toAsciiName } from '../generator/person-names.js'
import { REGIONS } from '../generator/regions.js'
import type { Profile, FamilyFixture, FixtureExpense } from './profile.js'

/** What the schema of profiles cannot say: where in the profile, and what is wrong. */
export interface ProfileProblem {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** Where a profile that follows its schema would still make a world that contradicts itself. */
export function findProfileProblems(profile: Profile): readonly ProfileProblem[] {
  const fixtures = profile.fixtures ?? []
  const problems: ProfileProblem[] = []
  for (const name of ['familySizes', 'locales'] as const) {
    const weights = Object.values(profile[name])
    if (weights.every((weight) => weight === 0))
      problems.push({ path: [name], text: `${name} weighs nothing.` })
  }
  if (Number.isNaN(Date.parse(profile.anchor))) {
    problems.push({ path: ['anchor'], text: `${profile.anchor} is no moment of the calendar.` })
  }
  for (const [index, fixture] of fixtures.entries()) {
    problems.push(...findFixtureProblems(profile, fixture, ['fixtures', index]))
  }
  return [...problems, ...findDuplicates(fixtures)]
}

function findFixtureProblems(
  profile: Profile,
  fixture: FamilyFixture,
  path: readonly (string | number)[],
): ProfileProblem[] {
  const problems: ProfileProblem[] = []
  const problem = (text: string, ...more: readonly (string | number)[]): void => {
    problems.push({ path: [...path, ...more], text })
  }
  const cities = REGIONS[fixture.locale].cities.map(({ name }) => name)
  if (!cities.includes(fixture.city)) {
    problem(`${fixture.city} is no city of ${fixture.locale}. There are ${cities.join(', ')}.`, 'city')
  }
  const known = new Set<string>()
  const plain = new Set<string>()
  for (const [m, { given, role }] of fixture.members.entries()) {
    if ((role === 'owner') !== (m === 0)) {
      problem('The first member, and no other, must be the owner.', 'members', m, 'role')
    }
    if (plain.has(toAsciiName(given))) {
      problem(`Two members of ${fixture.name} are called ${given}.`, 'members', m, 'given')
    }
    known.add(given)
    plain.add(toAsciiName(given))
  }
  const member = (given: string | undefined, ...at: readonly (string | number)[]): void => {
    if (given === undefined || known.has(given)) return
    problem(`${fixture.name} has no ${given}. There are ${[...known].join(', ')}.`, ...at)
  }
  const moment = (time: string | undefined, past: boolean, ...at: readonly (string | number)[]): void => {
    if (time === undefined) return
    if (Number.isNaN(Date.parse(time))) problem(`${time} is no moment of the calendar.`, ...at)
    else if (past && time > profile.anchor) problem(`${time} is after the anchor, ${profile.anchor}.`, ...at)
  }
  for (const [t, todo] of (fixture.todos ?? []).entries()) {
    member(todo.owner, 'todos', t, 'owner')
    member(todo.assignee, 'todos', t, 'assignee')
    moment(todo.created_at, true, 'todos', t, 'created_at')
    moment(todo.completed_at, true, 'todos', t, 'completed_at')
    moment(todo.due_date, false, 'todos', t, 'due_date')
    if ((todo.completed_at !== undefined) !== (todo.status === 'completed')) {
      problem('completed_at stands with status completed, and only there.', 'todos', t, 'status')
    }
  }
  for (const [e, expense] of (fixture.expenses ?? []).entries()) {
    member(expense.by, 'expenses', e, 'by')
    moment(expense.created_at, true, 'expenses', e, 'created_at')
    const text = findFixtureReceiptProblem(expense)
    if (text !== undefined) problem(text, 'expenses', e, 'amount')
  }
  return problems
}

function findFixtureReceiptProblem({ amount, receipt }: FixtureExpense): string | undefined {
  if (receipt === undefined) return undefined
  const sum = receipt.items.reduce((total, { price, quantity }) => total + parseCents(price) * quantity, 0)
  if (sum === parseCents(amount)) return undefined
  return `The receipt adds up to ${(sum / 100).toFixed(2)}, the amount is ${amount}.`
}

/** Ids and email addresses that are told twice. */
function findDuplicates(fixtures: readonly FamilyFixture[]): ProfileProblem[] {
  const problems: ProfileProblem[] = []
  const seen = new Set<string>()
  const once = (what: string, value: string | undefined, path: readonly (string | number)[]): void => {
    if (value === undefined) return
    const key = `${what} ${value.toLowerCase()}`
    if (seen.has(key)) problems.push({ path, text: `The ${what} ${value} is told twice.` })
    seen.add(key)
  }
  for (const [s, fixture] of fixtures.entries()) {
    once('family id', fixture.id, ['fixtures', s, 'id'])
    for (const [m, { id, email }] of fixture.members.entries()) {
      once('user id', id, ['fixtures', s, 'members', m, 'id'])
      once('email', email, ['fixtures', s, 'members', m, 'email'])
    }
    for (const [t, { id }] of (fixture.todos ?? []).entries())
      once('todo id', id, ['fixtures', s, 'todos', t, 'id'])
    for (const [e, { id }] of (fixture.expenses ?? []).entries()) {
      once('expense id', id, ['fixtures', s, 'expenses', e, 'id'])
    }
  }
  return problems
}

/** The schema lets two decimals through, no more and no less. */
function parseCents(money: string): number {
  return Number(money.replace('.', ''))
}
