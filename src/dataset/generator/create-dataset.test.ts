import { beforeAll, describe, expect, test } from 'vitest'
import { BUNDLED_GENERATORS } from './registry.js'
import { groupBy } from '../../core/group-by.js'
import { parseEvent } from '../../domain/events/parse-event.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { BudgetDocument } from '../../domain/entities/budget.js'
import type { ExpenseDocument } from '../../domain/entities/expense.js'
import type { InvitationRow } from '../../domain/entities/invitation.js'
import type { EventRow } from '../../domain/entities/event.js'
import type { FamilyRow } from '../../domain/entities/family.js'
import type { FamilyMemberRow } from '../../domain/entities/member.js'
import type { UserRow } from '../../domain/entities/user.js'
import type { TodoItem } from '../../domain/entities/todo.js'
import { findReceiptProblem } from '../../verify/invariants/06-receipt-sum.js'
import { findTodoKeysProblem } from '../../verify/invariants/03-todo-keys.js'
import { readProfile } from '../profiles/read-profile.js'
import { createDataset, type Dataset } from './create-dataset.js'
import { REGIONS } from './regions.js'
import type { Profile } from '../profiles/profile.js'

interface AllRecords {
  readonly families: readonly FamilyRow[]
  readonly users: readonly UserRow[]
  readonly members: readonly FamilyMemberRow[]
  readonly invitations: readonly InvitationRow[]
  readonly events: readonly EventRow[]
  readonly todos: readonly TodoItem[]
  readonly expenses: readonly ExpenseDocument[]
  readonly budgets: readonly BudgetDocument[]
}

let profile: Profile
let dataset: Dataset
let all: AllRecords

beforeAll(async () => {
  profile = await readProfile('small')
  dataset = createDataset(BUNDLED_GENERATORS, profile, 1)
  all = collectRecords(dataset)
})

describe('records do not depend on how they are requested', () => {
  test('families in reverse order, stores in reverse order, one family alone', () => {
    const inOrder = JSON.stringify([0, 1, 2, 3].map((f) => STORE_NAMES.map((s) => dataset.getRecords(s, f))))
    const other = createDataset(BUNDLED_GENERATORS, profile, 1, 9)
    const records = new Map<string, unknown>()
    for (const f of [3, 2, 1, 0]) {
      for (const s of STORE_NAMES.toReversed()) records.set(`${s} ${f}`, other.getRecords(s, f))
    }
    expect(JSON.stringify([0, 1, 2, 3].map((f) => STORE_NAMES.map((s) => records.get(`${s} ${f}`))))).toBe(
      inOrder,
    )
    expect(JSON.stringify(createDataset(BUNDLED_GENERATORS, profile, 1).getRecords('mongo', 3))).toBe(
      JSON.stringify(dataset.getRecords('mongo', 3)),
    )
  })

  test('another seed gives another dataset; another ratio changes only the records it applies to', () => {
    expect(createDataset(BUNDLED_GENERATORS, profile, 2).getRecords('postgres', 5)).not.toEqual(
      dataset.getRecords('postgres', 5),
    )
    const changed = createDataset(
      BUNDLED_GENERATORS,
      { ...profile, ratios: { ...profile.ratios, completed: 0 } },
      1,
    )
    expect(changed.getRecords('postgres', 5)).toEqual(dataset.getRecords('postgres', 5))
    expect(changed.getRecords('mongo', 5)).toEqual(dataset.getRecords('mongo', 5))
  })

  test('ids are unique and identify their family', () => {
    const ids = [
      ...all.families.map(({ id }) => id),
      ...all.users.map(({ id }) => id),
      ...all.todos.map(({ id }) => id),
      ...all.expenses.map(({ _id }) => _id),
      ...all.budgets.map(({ _id }) => _id),
      ...all.invitations.map(({ id }) => id),
      ...all.events.map(({ event_id: id }) => id),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    for (const [index, { id }] of all.families.entries()) expect(dataset.findFamilyIndex(id)).toBe(index)
    for (const { id } of all.users) expect(dataset.findFamilyIndex(id)).toBeDefined()
    expect(dataset.findFamilyIndex('01924e55-d160-7349-a6da-396955961bee')).toBeUndefined()
  })
})

describe('a dataset is consistent', () => {
  test('email addresses are unique, ignoring case', () => {
    expect(new Set(all.users.map(({ email }) => email.toLowerCase())).size).toBe(all.users.length)
  })

  test('receipts add up, in one currency', () => {
    const problems = all.expenses.map((expense) => findReceiptProblem({ ...expense }))
    expect(problems.filter((problem) => problem !== undefined)).toEqual([])
    expect(all.expenses.filter(({ receipt }) => receipt !== undefined).length).toBeGreaterThan(1000)
  })

  test("a todo's keys match its attributes, and its users are in one family", () => {
    const problems = all.todos.map((todo) => findTodoKeysProblem({ ...todo }))
    expect(problems.filter((problem) => problem !== undefined)).toEqual([])
    const familyByUser = new Map(all.users.map(({ id, family_id: family }) => [id, family]))
    for (const { owner, assigned_to: assignee, GSI1PK: partition } of all.todos) {
      expect(partition).toBe(`FAMILY#${familyByUser.get(owner)}`)
      const user = assignee?.slice('USER#'.length) ?? owner
      expect(familyByUser.get(user)).toBe(familyByUser.get(owner))
    }
  })

  test('exactly the expenses over 500 have an event and a review todo', () => {
    const large = all.expenses.filter(({ amount }) => Number(amount.toString()) > 500)
    expect(large.length).toBeGreaterThan(50)
    const ids = large.map(({ _id }) => _id.slice('expense_'.length)).toSorted()
    const events = all.events.filter(({ type }) => type === 'budget.expense.created')
    expect(events.map(({ envelope }) => String(envelope.data['expense_id'])).toSorted()).toEqual(ids)
    const reviews = all.todos.filter(({ ai_metadata: metadata }) => metadata?.['event_id'] !== undefined)
    expect(reviews.map(({ ai_metadata: metadata }) => String(metadata?.['expense_id'])).toSorted()).toEqual(
      ids,
    )
    const [first] = reviews
    expect(first?.title).toMatch(/^Review large expense: [a-z]+$/)
    for (const { description, ai_metadata: metadata } of reviews) {
      const { amount, currency } =
        large.find(({ _id }) => _id === `expense_${String(metadata?.['expense_id'])}`) ?? {}
      const price = currency === 'USD' ? `$${amount?.toString()}` : `${amount?.toString()} ${currency}`
      expect(description).toBe(`Amount: ${price}`)
    }
    expect(first?.priority).toBe('medium')
  })

  test('member_count is correct and the owner is a member', () => {
    for (const family of all.families) {
      const members = all.members.filter(({ family_id: id }) => id === family.id)
      expect(members).toHaveLength(family.member_count)
      expect(members.find(({ role }) => role === 'owner')?.user_id).toBe(family.owner_id)
    }
  })

  test('invitations are as the identity service leaves them, and accepted ones are of members', () => {
    const byInvitation = groupBy(
      all.events.filter(({ type }) => type.startsWith('identity.invitation.')),
      ({ subject }) => subject,
    )
    const outcomes = [...byInvitation].map(([id, events]) => {
      const types = events.map(({ type }) => type.slice('identity.invitation.'.length)).join(' ')
      const { invitation } = parseEvent((events[0] as EventRow).envelope, [
        'identity.invitation.created',
      ]).data
      const member = all.users.find(({ email }) => email === invitation.email)
      expect(member?.family_id).toBe(types === 'created accepted' ? invitation.family_id : undefined)
      const family = all.families.find((each) => each.id === invitation.family_id)
      expect(invitation.invited_by).toBe(family?.owner_id)
      const row = all.invitations.find((each) => each.id === id)
      if (row === undefined) return types === 'created' ? 'expired' : types
      expect([types, row.email]).toEqual(['created', invitation.email])
      expect(row.expires_at > '2099').toBe(true)
      return 'pending'
    })
    const kinds = new Set(outcomes)
    expect(kinds).toEqual(new Set(['pending', 'created accepted', 'created revoked', 'expired']))
    expect(outcomes.filter((each) => each === 'pending')).toHaveLength(all.invitations.length)
    for (const { time } of all.events) expect(time <= profile.anchor.replace('Z', '.000Z')).toBe(true)
  })

  test('no record was created after the anchor', () => {
    for (const { created_at: at } of all.todos) expect(at <= profile.anchor).toBe(true)
    for (const { created_at: at } of all.expenses) {
      expect(at.getTime()).toBeLessThanOrEqual(Date.parse(profile.anchor))
    }
  })
})

describe('a dataset is realistic', () => {
  test('ratios are close to those of the profile', () => {
    const ordinary = all.todos.filter(({ ai_metadata: metadata }) => metadata?.['event_id'] === undefined)
    expect(getRatio(ordinary, ({ status }) => status === 'completed')).toBeCloseTo(
      profile.ratios.completed,
      1,
    )
    const open = ordinary.filter(({ status, due_date: due }) => status !== 'completed' && due !== undefined)
    expect(getRatio(open, ({ due_date: due }) => (due ?? '') < profile.anchor)).toBeCloseTo(
      profile.ratios.overdue,
      1,
    )
    expect(getRatio(all.expenses, ({ receipt }) => receipt !== undefined)).toBeCloseTo(
      profile.ratios.receipts,
      1,
    )
    const large = getRatio(all.expenses, ({ amount }) => Number(amount.toString()) > 500)
    expect(Math.abs(large - profile.ratios.large)).toBeLessThan(0.02)
  })

  test('expenses are located in a city of the region whose currency they use', () => {
    const districts = Object.values(REGIONS).flatMap((region) =>
      region.cities.flatMap((city) => city.districts.map((district) => ({ ...district, region }))),
    )
    for (const { location, currency } of all.expenses) {
      const [longitude = 0, latitude = 0] = location?.coordinates ?? []
      const near = districts.find(
        (district) =>
          Math.abs(district.longitude - longitude) < 0.004 && Math.abs(district.latitude - latitude) < 0.004,
      )
      expect(near?.region.currency).toBe(currency)
    }
  })

  test('few families have most of the expenses, and Saturdays have the most', () => {
    const counts = all.families
      .map(({ id }) => all.expenses.filter(({ family_id: family }) => family === `FAMILY#${id}`).length)
      .toSorted((a, b) => b - a)
    const tenth = counts.slice(0, Math.ceil(counts.length / 10)).reduce((a, b) => a + b, 0)
    expect(tenth / all.expenses.length).toBeGreaterThan(0.35)
    const onDay = (day: number): number =>
      all.expenses.filter(({ created_at: at }) => at.getUTCDay() === day).length
    expect(onDay(6)).toBeGreaterThan(1.3 * onDay(1))
  })
})

test("the demo profile contains the ADR's examples verbatim", async () => {
  const demo = createDataset(BUNDLED_GENERATORS, await readProfile('demo'), 1)
  const todos = demo.getRecords('dynamodb', 0).todos ?? []
  const user = '00000000-0000-7000-8000-000000000123'
  const family = '00000000-0000-7000-8000-000000000789'
  expect(todos.find(({ title }) => title === 'Fix kitchen faucet')).toMatchObject({
    PK: `USER#${user}`,
    GSI1PK: `FAMILY#${family}`,
    description: 'The faucet is dripping',
    status: 'pending',
    priority: 'high',
    assigned_to: 'USER#00000000-0000-7000-8000-000000000124',
    tags: ['plumbing', 'urgent'],
    created_at: '2024-10-03T10:00:00Z',
    due_date: '2024-10-05T18:00:00Z',
    ai_metadata: { estimated_duration: 60, difficulty: 'medium', tools_needed: ['wrench', 'plumber_tape'] },
  })
  const expenses = demo.getRecords('mongo', 0).expenses ?? []
  const example = expenses.find(({ _id }) => _id === `expense_${user}`)
  expect(JSON.parse(JSON.stringify(example))).toMatchObject({
    user_id: `USER#${user}`,
    family_id: `FAMILY#${family}`,
    amount: { $numberDecimal: '156.78' },
    currency: 'USD',
    category: { primary: 'groceries', subcategory: 'weekly_shopping', ai_detected: true, confidence: 0.92 },
    receipt: {
      store: 'Whole Foods Market',
      location: 'Downtown Seattle',
      payment_method: 'credit_card_ending_1234',
      cashback: { $numberDecimal: '1.56' },
    },
    location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
    ai_insights: {
      spending_pattern: 'normal',
      budget_impact: 'within_limits',
      suggestions: [
        'Consider bulk buying for frequently purchased items',
        'Similar store prices in your area: Target $5.99, Safeway $7.29',
      ],
      predicted_next_purchase: '2024-10-10',
    },
    attachments: [{ type: 'receipt_image', s3_url: 's3://homemanager-receipts/user123/receipt_123.jpg' }],
    created_at: '2024-10-03T14:30:00.000Z',
    updated_at: '2024-10-03T14:30:00.000Z',
  })
  const [milk, bread] = example?.receipt?.items ?? []
  expect([milk, bread].map((item) => [item?.name, item?.price.toString(), item?.quantity])).toEqual([
    ['Organic Milk', '6.99', 2],
    ['Sourdough Bread', '4.50', 1],
  ])
})

function collectRecords(from: Dataset): AllRecords {
  const families = Array.from({ length: from.families }, (_, f) =>
    Object.assign({}, ...STORE_NAMES.map((store) => from.getRecords(store, f))),
  ) as AllRecords[]
  const collect = <K extends keyof AllRecords>(kind: K): AllRecords[K][number][] =>
    families.flatMap((family) => [...(family[kind] ?? [])])
  return {
    families: collect('families'),
    users: collect('users'),
    members: collect('members'),
    invitations: collect('invitations'),
    events: collect('events'),
    todos: collect('todos'),
    expenses: collect('expenses'),
    budgets: collect('budgets'),
  }
}

function getRatio<T>(list: readonly T[], predicate: (element: T) => boolean): number {
  return list.filter(predicate).length / list.length
}
