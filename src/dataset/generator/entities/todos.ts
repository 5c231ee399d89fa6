import {
  type TodoItem,
  type TodoPriority,
  type TodoStatus,
  computeTodoKeys,
} from '../../../domain/entities/todo.js'
import { createReviewTodo } from '../../../domain/large-expense-rule.js'
import type { FixtureTodo } from '../../profiles/profile.js'
import { DAY_MS, formatIsoSeconds } from '../calendar.js'
import { CHORES } from '../chores.js'
import { defineGenerator, type GeneratorInput, type GeneratorTime } from '../entity-generator.js'
import type { PlannedFamily, PlannedMember } from '../family-plan.js'
import { findMember } from '../find-member.js'
import { FIXTURE_ORDINAL_BASE } from '../generator-context.js'
import type { RandomStream } from '../random-stream.js'

const PRIORITY_WEIGHTS: Readonly<Record<TodoPriority, number>> = { low: 25, medium: 45, high: 22, urgent: 8 }

/** The todos of the family, and those that the todo service creates for large expenses. */
export const todos = defineGenerator('todos', {
  generate: (input) => [
    ...(input.family.fixture?.todos ?? []).map((todo, i) => createFixtureTodo(input, todo, i)),
    ...generateTodos(input),
    ...input.family.largeExpenses.map(({ event, data }) => createReviewTodo(event, data)),
  ],
})

function generateTodos(input: GeneratorInput): readonly TodoItem[] {
  const { family, profile } = input
  const { rank } = family
  if (rank === undefined) return []
  return family.members.flatMap((member, m) => {
    const random = input.random.derive('todos').derive(m)
    const maxCount = Math.ceil(profile.maxTodosPerMember / rank)
    const count = random.derive('count').int(Math.ceil(maxCount / 2), maxCount)
    return Array.from({ length: count }, (_, t) =>
      generateTodo(input, member, m, t, random.derive('todo').derive(t)),
    )
  })
}

function generateTodo(
  { family, profile, time, createId }: GeneratorInput,
  member: PlannedMember,
  m: number,
  t: number,
  random: RandomStream,
): TodoItem {
  const { ratios } = profile
  const chore = random.derive('chore').pick(CHORES)
  const start = time.firstDay
  const days = Math.floor((time.anchor - start) / DAY_MS)
  const created =
    start + random.derive('day').int(0, days - 1) * DAY_MS + generateTimeOfDay(random.derive('time'))
  const completed = random.derive('completed').chance(ratios.completed)
  const status: TodoStatus = completed
    ? 'completed'
    : random.derive('started').chance(0.25)
      ? 'in_progress'
      : 'pending'
  const due = random.derive('has-due').chance(0.85)
    ? generateDueTime(time, ratios.overdue, created, completed, random.derive('due'))
    : undefined
  const done = completed ? generateCompletionTime(time, created, random.derive('done')) : undefined
  const others = family.members.filter(({ id }) => id !== member.id)
  const shared = others.length > 0 && random.derive('shared').chance(ratios.shared)
  const assignee = shared ? random.derive('assignee').pick(others) : member
  const id = createId({ member: m, ordinal: t }, created)
  const priority = random.derive('priority').pickWeighted(PRIORITY_WEIGHTS)
  return toTodoItem(family, {
    id,
    owner: member.id,
    assignee: !shared && random.derive('unassigned').chance(0.2) ? undefined : assignee.id,
    title: chore.titles[family.region.language],
    status,
    priority,
    tags: chore.tags,
    created_at: formatIsoSeconds(created),
    due_date: due === undefined ? undefined : formatIsoSeconds(due),
    completed_at: done === undefined ? undefined : formatIsoSeconds(done),
    ai_metadata: {
      estimated_duration: random.derive('minutes').int(chore.minutes[0] / 5, chore.minutes[1] / 5) * 5,
      difficulty: chore.difficulty,
      ...(chore.tools === undefined ? {} : { tools_needed: chore.tools }),
    },
  })
}

function createFixtureTodo({ family, createId }: GeneratorInput, fixture: FixtureTodo, i: number): TodoItem {
  const owner = findMember(family, fixture.owner)
  const assignee = fixture.assignee === undefined ? undefined : findMember(family, fixture.assignee)
  return toTodoItem(family, {
    ...fixture,
    id: fixture.id ?? createId({ ordinal: FIXTURE_ORDINAL_BASE + i }, Date.parse(fixture.created_at)),
    owner: owner.id,
    assignee: assignee?.id,
    due_date: fixture.due_date,
    completed_at: fixture.completed_at,
  })
}

interface TodoFields {
  readonly id: string
  readonly owner: string
  readonly assignee: string | undefined
  readonly title: string
  readonly description?: string
  readonly status: TodoStatus
  readonly priority: TodoPriority
  readonly tags?: readonly string[]
  readonly created_at: string
  readonly due_date: string | undefined
  readonly completed_at: string | undefined
  readonly ai_metadata?: Readonly<Record<string, unknown>>
}

function toTodoItem(family: PlannedFamily, todo: TodoFields): TodoItem {
  const { id, owner, assignee, status, priority, due_date: dueDate, completed_at: completedAt } = todo
  return {
    ...computeTodoKeys({ id, owner, family: family.id, assignee, dueDate, priority, status }),
    id,
    owner,
    title: todo.title,
    ...(todo.description === undefined ? {} : { description: todo.description }),
    status,
    priority,
    ...(assignee === undefined ? {} : { assigned_to: `USER#${assignee}` }),
    ...(todo.tags === undefined ? {} : { tags: todo.tags }),
    created_at: todo.created_at,
    ...(dueDate === undefined ? {} : { due_date: dueDate }),
    ...(todo.ai_metadata === undefined ? {} : { ai_metadata: todo.ai_metadata }),
    ...(completedAt === undefined ? {} : { completed_at: completedAt }),
    version: completedAt === undefined ? 1 : 2,
    updated_at: completedAt ?? todo.created_at,
  }
}

/** Todos are created between 07:00 and 22:00. */
function generateTimeOfDay(random: RandomStream): number {
  return random.int(7 * 3600, 22 * 3600 - 1) * 1000
}

/** Due at 18:00. Open todos are due before the anchor with the ratio `overdue`, the others in the six weeks after it. */
function generateDueTime(
  { anchor }: GeneratorTime,
  overdueRatio: number,
  created: number,
  completed: boolean,
  random: RandomStream,
): number {
  const evening = 18 * 3_600_000
  const today = Math.floor(anchor / DAY_MS) * DAY_MS
  const createdDay = Math.floor(created / DAY_MS) * DAY_MS
  if (completed) return createdDay + random.int(1, 14) * DAY_MS + evening
  const overdue = random.chance(overdueRatio)
  if (!overdue) return today + random.int(1, 42) * DAY_MS + evening
  const maxDays = Math.max(1, Math.floor((today - createdDay) / DAY_MS))
  return today - random.int(1, Math.min(maxDays, 30)) * DAY_MS + evening
}

function generateCompletionTime({ anchor }: GeneratorTime, created: number, random: RandomStream): number {
  const latest = Math.min(anchor, created + 14 * DAY_MS)
  return created + Math.floor((random.fraction() * (latest - created)) / 1000) * 1000
}
