import { type TodoItem, type TodoPriority, type TodoStatus, computeTodoKeys } from '../../domain/todo-item.js'
import { CHORES } from './chores.js'
import { getFirstDay, type GeneratedFamily, type GeneratedMember } from './generate-family.js'
import type { FixtureTodo } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'
import { FIXTURE_ORDINAL_BASE, type GeneratorContext } from './generator-context.js'
import { formatIsoSeconds } from './calendar.js'

const DAY_MS = 86_400_000
const PRIORITY_WEIGHTS: Readonly<Record<TodoPriority, number>> = { low: 25, medium: 45, high: 22, urgent: 8 }

/** Every todo of the family but those that the review rule makes. */
export function generateTodos(dataset: GeneratorContext, family: GeneratedFamily): TodoItem[] {
  const fixture = (family.fixture?.todos ?? []).map((todo, i) => createFixtureTodo(dataset, family, todo, i))
  const { rank } = family
  if (rank === undefined) return fixture
  const generated = family.members.flatMap((member, m) => {
    const random = family.random.derive('todos').derive(m)
    const most = Math.ceil(dataset.profile.maxTodosPerMember / rank)
    const count = random.derive('count').int(Math.ceil(most / 2), most)
    return Array.from({ length: count }, (_, t) =>
      generateTodo(dataset, family, member, m, t, random.derive('todo').derive(t)),
    )
  })
  return [...fixture, ...generated]
}

function generateTodo(
  dataset: GeneratorContext,
  family: GeneratedFamily,
  member: GeneratedMember,
  m: number,
  t: number,
  random: RandomStream,
): TodoItem {
  const { ratios } = dataset.profile
  const chore = random.derive('chore').pick(CHORES)
  const start = getFirstDay(family)
  const days = Math.floor((dataset.anchor - start) / DAY_MS)
  const created =
    start + random.derive('day').int(0, days - 1) * DAY_MS + generateTimeOfDay(random.derive('time'))
  const completed = random.derive('completed').chance(ratios.completed)
  const status: TodoStatus = completed
    ? 'completed'
    : random.derive('started').chance(0.25)
      ? 'in_progress'
      : 'pending'
  const due = random.derive('has-due').chance(0.85)
    ? generateDueTime(dataset, created, completed, random.derive('due'))
    : undefined
  const done = completed ? generateCompletionTime(dataset, created, random.derive('done')) : undefined
  const others = family.members.filter(({ id }) => id !== member.id)
  const shared = others.length > 0 && random.derive('shared').chance(ratios.shared)
  const assignee = shared ? random.derive('assignee').pick(others) : member
  const id = dataset.ids.encode({ kind: 'todo', family: family.index, member: m, ordinal: t }, created)
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
  dataset: GeneratorContext,
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
    id: fixture.id ?? dataset.ids.encode(address, Date.parse(fixture.created_at)),
    owner: owner.id,
    assignee: assignee?.id,
    due_date: fixture.due_date,
    completed_at: fixture.completed_at,
  })
}

/** The member of that given name; the profile was checked, so there is one. */
export function findMember(family: GeneratedFamily, given: string): GeneratedMember {
  const found = family.members.find((member) => member.given === given)
  if (found === undefined) throw new RangeError(`${family.name} has no ${given}.`)
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

/** People write things down from 7 to 22 o'clock. */
function generateTimeOfDay(random: RandomStream): number {
  return random.int(7 * 3600, 22 * 3600 - 1) * 1000
}

/** Open todos are due before the anchor in the share of the overdue, else in the six weeks after it; 18 o'clock. */
function generateDueTime(
  dataset: GeneratorContext,
  created: number,
  completed: boolean,
  random: RandomStream,
): number {
  const evening = 18 * 3_600_000
  const today = Math.floor(dataset.anchor / DAY_MS) * DAY_MS
  const createdDay = Math.floor(created / DAY_MS) * DAY_MS
  if (completed) return createdDay + random.int(1, 14) * DAY_MS + evening
  const late = random.chance(dataset.profile.ratios.overdue)
  if (!late) return today + random.int(1, 42) * DAY_MS + evening
  const room = Math.max(1, Math.floor((today - createdDay) / DAY_MS))
  return today - random.int(1, Math.min(room, 30)) * DAY_MS + evening
}

function generateCompletionTime(dataset: GeneratorContext, created: number, random: RandomStream): number {
  const latest = Math.min(dataset.anchor, created + 14 * DAY_MS)
  return created + Math.floor((random.fraction() * (latest - created)) / 1000) * 1000
}
