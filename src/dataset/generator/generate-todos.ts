import { type TodoItem, type TodoPriority, type TodoStatus, computeTodoKeys } from '../../domain/todo-item.js'
import { CHORES } from './chores.js'
import { getFirstDay, type GeneratedFamily, type GeneratedMember } from './generate-family.js'
import type { FixtureTodo } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'
import { FIXTURE_ORDINAL_BASE, type GeneratorContext } from './generator-context.js'
import { DAY_MS, formatIsoSeconds } from './calendar.js'

const PRIORITY_WEIGHTS: Readonly<Record<TodoPriority, number>> = { low: 25, medium: 45, high: 22, urgent: 8 }

/** All todos of the family except those that the review rule creates. */
export function generateTodos(context: GeneratorContext, family: GeneratedFamily): TodoItem[] {
  const fixtureTodos = (family.fixture?.todos ?? []).map((todo, i) =>
    createFixtureTodo(context, family, todo, i),
  )
  const { rank } = family
  if (rank === undefined) return fixtureTodos
  const generated = family.members.flatMap((member, m) => {
    const random = family.random.derive('todos').derive(m)
    const maxCount = Math.ceil(context.profile.maxTodosPerMember / rank)
    const count = random.derive('count').int(Math.ceil(maxCount / 2), maxCount)
    return Array.from({ length: count }, (_, t) =>
      generateTodo(context, family, member, m, t, random.derive('todo').derive(t)),
    )
  })
  return [...fixtureTodos, ...generated]
}

function generateTodo(
  context: GeneratorContext,
  family: GeneratedFamily,
  member: GeneratedMember,
  m: number,
  t: number,
  random: RandomStream,
): TodoItem {
  const { ratios } = context.profile
  const chore = random.derive('chore').pick(CHORES)
  const start = getFirstDay(family)
  const days = Math.floor((context.anchor - start) / DAY_MS)
  const created =
    start + random.derive('day').int(0, days - 1) * DAY_MS + generateTimeOfDay(random.derive('time'))
  const completed = random.derive('completed').chance(ratios.completed)
  const status: TodoStatus = completed
    ? 'completed'
    : random.derive('started').chance(0.25)
      ? 'in_progress'
      : 'pending'
  const due = random.derive('has-due').chance(0.85)
    ? generateDueTime(context, created, completed, random.derive('due'))
    : undefined
  const done = completed ? generateCompletionTime(context, created, random.derive('done')) : undefined
  const others = family.members.filter(({ id }) => id !== member.id)
  const shared = others.length > 0 && random.derive('shared').chance(ratios.shared)
  const assignee = shared ? random.derive('assignee').pick(others) : member
  const id = context.ids.encode({ kind: 'todo', family: family.index, member: m, ordinal: t }, created)
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

function createFixtureTodo(
  context: GeneratorContext,
  family: GeneratedFamily,
  fixture: FixtureTodo,
  i: number,
): TodoItem {
  const owner = findMember(family, fixture.owner)
  const assignee = fixture.assignee === undefined ? undefined : findMember(family, fixture.assignee)
  const address = {
    kind: 'todo',
    family: family.index,
    member: 0,
    ordinal: FIXTURE_ORDINAL_BASE + i,
  } as const
  return toTodoItem(family, {
    ...fixture,
    id: fixture.id ?? context.ids.encode(address, Date.parse(fixture.created_at)),
    owner: owner.id,
    assignee: assignee?.id,
    due_date: fixture.due_date,
    completed_at: fixture.completed_at,
  })
}

/** The member with this given name. Validation of the profile guarantees that there is one. */
export function findMember(family: GeneratedFamily, given: string): GeneratedMember {
  const found = family.members.find((member) => member.given === given)
  if (found === undefined) throw new RangeError(`${family.name} has no member ${given}.`)
  return found
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

function toTodoItem(family: GeneratedFamily, todo: TodoFields): TodoItem {
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
  context: GeneratorContext,
  created: number,
  completed: boolean,
  random: RandomStream,
): number {
  const evening = 18 * 3_600_000
  const today = Math.floor(context.anchor / DAY_MS) * DAY_MS
  const createdDay = Math.floor(created / DAY_MS) * DAY_MS
  if (completed) return createdDay + random.int(1, 14) * DAY_MS + evening
  const overdue = random.chance(context.profile.ratios.overdue)
  if (!overdue) return today + random.int(1, 42) * DAY_MS + evening
  const maxDays = Math.max(1, Math.floor((today - createdDay) / DAY_MS))
  return today - random.int(1, Math.min(maxDays, 30)) * DAY_MS + evening
}

function generateCompletionTime(context: GeneratorContext, created: number, random: RandomStream): number {
  const latest = Math.min(context.anchor, created + 14 * DAY_MS)
  return created + Math.floor((random.fraction() * (latest - created)) / 1000) * 1000
}
