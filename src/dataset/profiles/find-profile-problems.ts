import { DAY_MS } from '../generator/calendar.js'
import { toAsciiName } from '../generator/to-ascii-name.js'
import { REGIONS } from '../generator/regions.js'
import type { Profile, FamilyFixture, FixtureExpense } from './profile.js'

/** A problem that the JSON Schema of profiles cannot detect. */
export interface ProfileProblem {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** Finds what would make the dataset of a schema-valid profile inconsistent. */
export function findProfileProblems(profile: Profile): readonly ProfileProblem[] {
  const fixtures = profile.fixtures ?? []
  const problems: ProfileProblem[] = []
  for (const name of ['familySizes', 'locales'] as const) {
    const weights = Object.values(profile[name])
    if (weights.every((weight) => weight === 0))
      problems.push({ path: [name], text: `${name} must have at least one weight greater than 0.` })
  }
  if (!isExistingTime(profile.anchor)) {
    problems.push({ path: ['anchor'], text: `${profile.anchor} is not a valid date.` })
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
  const addProblem = (text: string, ...at: readonly (string | number)[]): void => {
    problems.push({ path: [...path, ...at], text })
  }
  const cities = REGIONS[fixture.locale].cities.map(({ name }) => name)
  if (!cities.includes(fixture.city)) {
    addProblem(`${fixture.city} is not a city of ${fixture.locale}. Cities: ${cities.join(', ')}.`, 'city')
  }
  const givenNames = new Set<string>()
  const asciiNames = new Set<string>()
  for (const [m, { given, role, invited }] of fixture.members.entries()) {
    if (role === 'owner' && invited) {
      addProblem('The owner created the family and cannot be invited to it.', 'members', m, 'invited')
    }
    if ((role === 'owner') !== (m === 0)) {
      addProblem('The first member, and only the first, must be the owner.', 'members', m, 'role')
    }
    if (asciiNames.has(toAsciiName(given))) {
      addProblem(`Two members of ${fixture.name} have the given name ${given}.`, 'members', m, 'given')
    }
    givenNames.add(given)
    asciiNames.add(toAsciiName(given))
  }
  const checkMember = (given: string | undefined, ...at: readonly (string | number)[]): void => {
    if (given === undefined || givenNames.has(given)) return
    addProblem(`${fixture.name} has no member ${given}. Members: ${[...givenNames].join(', ')}.`, ...at)
  }
  const checkTime = (time: string | undefined, past: boolean, ...at: readonly (string | number)[]): void => {
    if (time === undefined) return
    if (!isExistingTime(time)) addProblem(`${time} is not a valid date.`, ...at)
    else if (past && time > profile.anchor)
      addProblem(`${time} is after the anchor (${profile.anchor}).`, ...at)
  }
  const emails = new Set<string>()
  for (const [i, { email, outcome, created_at: time }] of (fixture.invitations ?? []).entries()) {
    checkTime(time, true, 'invitations', i, 'created_at')
    const lastDays = { pending: 0, revoked: 1, expired: 7 }[outcome]
    if (isExistingTime(time) && Date.parse(time) + lastDays * DAY_MS > Date.parse(profile.anchor)) {
      const text = `An invitation that has ${outcome === 'revoked' ? 'been revoked' : outcome} ends ${lastDays} days after created_at, which must be before the anchor.`
      if (lastDays > 0) addProblem(text, 'invitations', i, 'created_at')
    }
    const isPending = outcome === 'pending'
    if (isPending && emails.has(email.toLowerCase()))
      addProblem(`Two pending invitations of ${fixture.name} are for ${email}.`, 'invitations', i, 'email')
    if (isPending) emails.add(email.toLowerCase())
  }
  for (const [t, todo] of (fixture.todos ?? []).entries()) {
    checkMember(todo.owner, 'todos', t, 'owner')
    checkMember(todo.assignee, 'todos', t, 'assignee')
    checkTime(todo.created_at, true, 'todos', t, 'created_at')
    checkTime(todo.completed_at, true, 'todos', t, 'completed_at')
    checkTime(todo.due_date, false, 'todos', t, 'due_date')
    if ((todo.completed_at !== undefined) !== (todo.status === 'completed')) {
      addProblem(
        'completed_at is required if the status is completed, and not allowed otherwise.',
        'todos',
        t,
        'status',
      )
    }
  }
  for (const [e, expense] of (fixture.expenses ?? []).entries()) {
    checkMember(expense.by, 'expenses', e, 'by')
    checkTime(expense.created_at, true, 'expenses', e, 'created_at')
    const text = findFixtureReceiptProblem(expense)
    if (text !== undefined) addProblem(text, 'expenses', e, 'amount')
  }
  return problems
}

function findFixtureReceiptProblem({ amount, receipt }: FixtureExpense): string | undefined {
  if (receipt === undefined) return undefined
  const sum = receipt.items.reduce((total, { price, quantity }) => total + parseCents(price) * quantity, 0)
  if (sum === parseCents(amount)) return undefined
  return `The receipt items add up to ${(sum / 100).toFixed(2)}, but the amount is ${amount}.`
}

/** Ids and email addresses that are used more than once. */
function findDuplicates(fixtures: readonly FamilyFixture[]): ProfileProblem[] {
  const problems: ProfileProblem[] = []
  const seen = new Set<string>()
  const checkUnique = (what: string, value: string | undefined, path: readonly (string | number)[]): void => {
    if (value === undefined) return
    const key = `${what} ${value.toLowerCase()}`
    if (seen.has(key)) problems.push({ path, text: `The ${what} ${value} is used more than once.` })
    seen.add(key)
  }
  for (const [s, fixture] of fixtures.entries()) {
    checkUnique('family id', fixture.id, ['fixtures', s, 'id'])
    for (const [m, { id, email }] of fixture.members.entries()) {
      checkUnique('user id', id, ['fixtures', s, 'members', m, 'id'])
      checkUnique('email', email, ['fixtures', s, 'members', m, 'email'])
    }
    for (const [t, { id }] of (fixture.todos ?? []).entries())
      checkUnique('todo id', id, ['fixtures', s, 'todos', t, 'id'])
    for (const [e, { id }] of (fixture.expenses ?? []).entries()) {
      checkUnique('expense id', id, ['fixtures', s, 'expenses', e, 'id'])
    }
  }
  return problems
}

/** Date.parse accepts February 31, and stores have no year 0. */
function isExistingTime(time: string): boolean {
  const date = new Date(time)
  return (
    !Number.isNaN(date.getTime()) &&
    date.getUTCFullYear() > 0 &&
    date.toISOString() === time.replace('Z', '.000Z')
  )
}

/** The schema requires exactly two decimals. */
function parseCents(money: string): number {
  return Number(money.replace('.', ''))
}
