import { asciiName } from './person-names.js'
import { REGIONS } from './places.js'
import type { Profile, Story, StoryExpense } from './profile.js'

/** What the schema of profiles cannot say: where in the profile, and what is wrong. */
export interface ProfileFault {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** Where a profile that follows its schema would still make a world that contradicts itself. */
export function profileFaults(profile: Profile): readonly ProfileFault[] {
  const stories = profile.stories ?? []
  const faults: ProfileFault[] = []
  for (const name of ['familySizes', 'locales'] as const) {
    const weights = Object.values(profile[name])
    if (weights.every((weight) => weight === 0))
      faults.push({ path: [name], text: `${name} weighs nothing.` })
  }
  if (Number.isNaN(Date.parse(profile.anchor))) {
    faults.push({ path: ['anchor'], text: `${profile.anchor} is no moment of the calendar.` })
  }
  for (const [index, story] of stories.entries()) {
    faults.push(...storyFaults(profile, story, ['stories', index]))
  }
  return [...faults, ...duplicates(stories)]
}

function storyFaults(profile: Profile, story: Story, path: readonly (string | number)[]): ProfileFault[] {
  const faults: ProfileFault[] = []
  const fault = (text: string, ...more: readonly (string | number)[]): void => {
    faults.push({ path: [...path, ...more], text })
  }
  const cities = REGIONS[story.locale].places.map(({ city }) => city)
  if (!cities.includes(story.city)) {
    fault(`${story.city} is no city of ${story.locale}. There are ${cities.join(', ')}.`, 'city')
  }
  const known = new Set<string>()
  const plain = new Set<string>()
  for (const [m, { given, role }] of story.members.entries()) {
    if ((role === 'owner') !== (m === 0)) {
      fault('The first member, and no other, must be the owner.', 'members', m, 'role')
    }
    if (plain.has(asciiName(given))) {
      fault(`Two members of ${story.name} are called ${given}.`, 'members', m, 'given')
    }
    known.add(given)
    plain.add(asciiName(given))
  }
  const member = (given: string | undefined, ...at: readonly (string | number)[]): void => {
    if (given === undefined || known.has(given)) return
    fault(`${story.name} has no ${given}. There are ${[...known].join(', ')}.`, ...at)
  }
  const moment = (time: string | undefined, past: boolean, ...at: readonly (string | number)[]): void => {
    if (time === undefined) return
    if (Number.isNaN(Date.parse(time))) fault(`${time} is no moment of the calendar.`, ...at)
    else if (past && time > profile.anchor) fault(`${time} is after the anchor, ${profile.anchor}.`, ...at)
  }
  for (const [t, todo] of (story.todos ?? []).entries()) {
    member(todo.owner, 'todos', t, 'owner')
    member(todo.assignee, 'todos', t, 'assignee')
    moment(todo.created_at, true, 'todos', t, 'created_at')
    moment(todo.completed_at, true, 'todos', t, 'completed_at')
    moment(todo.due_date, false, 'todos', t, 'due_date')
    if ((todo.completed_at !== undefined) !== (todo.status === 'completed')) {
      fault('completed_at stands with status completed, and only there.', 'todos', t, 'status')
    }
  }
  for (const [e, expense] of (story.expenses ?? []).entries()) {
    member(expense.by, 'expenses', e, 'by')
    moment(expense.created_at, true, 'expenses', e, 'created_at')
    const text = receiptFault(expense)
    if (text !== undefined) fault(text, 'expenses', e, 'amount')
  }
  return faults
}

function receiptFault({ amount, receipt }: StoryExpense): string | undefined {
  if (receipt === undefined) return undefined
  const sum = receipt.items.reduce((total, { price, quantity }) => total + cents(price) * quantity, 0)
  if (sum === cents(amount)) return undefined
  return `The receipt adds up to ${(sum / 100).toFixed(2)}, the amount is ${amount}.`
}

/** Ids and email addresses that are told twice. */
function duplicates(stories: readonly Story[]): ProfileFault[] {
  const faults: ProfileFault[] = []
  const seen = new Set<string>()
  const once = (what: string, value: string | undefined, path: readonly (string | number)[]): void => {
    if (value === undefined) return
    const key = `${what} ${value.toLowerCase()}`
    if (seen.has(key)) faults.push({ path, text: `The ${what} ${value} is told twice.` })
    seen.add(key)
  }
  for (const [s, story] of stories.entries()) {
    once('family id', story.id, ['stories', s, 'id'])
    for (const [m, { id, email }] of story.members.entries()) {
      once('user id', id, ['stories', s, 'members', m, 'id'])
      once('email', email, ['stories', s, 'members', m, 'email'])
    }
    for (const [t, { id }] of (story.todos ?? []).entries())
      once('todo id', id, ['stories', s, 'todos', t, 'id'])
    for (const [e, { id }] of (story.expenses ?? []).entries()) {
      once('expense id', id, ['stories', s, 'expenses', e, 'id'])
    }
  }
  return faults
}

/** The schema lets two decimals through, no more and no less. */
function cents(money: string): number {
  return Number(money.replace('.', ''))
}
