import { type TodoItem, type TodoPriority, type TodoStatus, todoKeys } from '../domain/todo-item.js'
import { CHORES } from './chores.js'
import { firstDay, type Household, type Member } from './household.js'
import type { StoryTodo } from './profile.js'
import type { RandomStream } from './random-stream.js'
import { TOLD_ORDINAL, type WorldBase } from './world-base.js'
import { isoSeconds } from './world-time.js'

const DAY = 86_400_000
const PRIORITIES: Readonly<Record<TodoPriority, number>> = { low: 25, medium: 45, high: 22, urgent: 8 }

/** Every todo of the family but those that the review rule makes. */
export function familyTodos(world: WorldBase, family: Household): TodoItem[] {
  const told = (family.story?.todos ?? []).map((todo, i) => toldTodo(world, family, todo, i))
  const { rank } = family
  if (rank === undefined) return told
  const generated = family.members.flatMap((member, m) => {
    const random = family.random.at('todos').at(m)
    const most = Math.ceil(world.profile.mostTodos / rank)
    const count = random.at('count').int(Math.ceil(most / 2), most)
    return Array.from({ length: count }, (_, t) =>
      generatedTodo(world, family, member, m, t, random.at('todo').at(t)),
    )
  })
  return [...told, ...generated]
}

function generatedTodo(
  world: WorldBase,
  family: Household,
  member: Member,
  m: number,
  t: number,
  random: RandomStream,
): TodoItem {
  const { shares } = world.profile
  const chore = random.at('chore').pick(CHORES)
  const start = firstDay(family)
  const days = Math.floor((world.anchor - start) / DAY)
  const created = start + random.at('day').int(0, days - 1) * DAY + dayTime(random.at('time'))
  const completed = random.at('completed').chance(shares.completed)
  const status: TodoStatus = completed
    ? 'completed'
    : random.at('started').chance(0.25)
      ? 'in_progress'
      : 'pending'
  const due = random.at('has-due').chance(0.85)
    ? dueTime(world, created, completed, random.at('due'))
    : undefined
  const done = completed ? doneTime(world, created, random.at('done')) : undefined
  const others = family.members.filter(({ id }) => id !== member.id)
  const shared = others.length > 0 && random.at('shared').chance(shares.shared)
  const assignee = shared ? random.at('assignee').pick(others) : member
  const id = world.ids.id({ kind: 'todo', family: family.index, member: m, ordinal: t }, created)
  const priority = random.at('priority').weighted(PRIORITIES)
  return todoItem(family, {
    id,
    owner: member.id,
    assignee: !shared && random.at('unassigned').chance(0.2) ? undefined : assignee.id,
    title: chore.titles[family.region.language],
    status,
    priority,
    tags: chore.tags,
    created_at: isoSeconds(created),
    due_date: due === undefined ? undefined : isoSeconds(due),
    completed_at: done === undefined ? undefined : isoSeconds(done),
    ai_metadata: {
      estimated_duration: random.at('minutes').int(chore.minutes[0] / 5, chore.minutes[1] / 5) * 5,
      difficulty: chore.difficulty,
      ...(chore.tools === undefined ? {} : { tools_needed: chore.tools }),
    },
  })
}

function toldTodo(world: WorldBase, family: Household, told: StoryTodo, i: number): TodoItem {
  const owner = memberNamed(family, told.owner)
  const assignee = told.assignee === undefined ? undefined : memberNamed(family, told.assignee)
  const address = { kind: 'todo', family: family.index, member: 0, ordinal: TOLD_ORDINAL + i } as const
  return todoItem(family, {
    ...told,
    id: told.id ?? world.ids.id(address, Date.parse(told.created_at)),
    owner: owner.id,
    assignee: assignee?.id,
    due_date: told.due_date,
    completed_at: told.completed_at,
  })
}

/** The member of that given name; the profile was checked, so there is one. */
export function memberNamed(family: Household, given: string): Member {
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

function todoItem(family: Household, todo: TodoFields): TodoItem {
  const { id, owner, assignee, status, priority, due_date: dueDate, completed_at: completedAt } = todo
  return {
    ...todoKeys({ id, owner, family: family.id, assignee, dueDate, priority, status }),
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
function dayTime(random: RandomStream): number {
  return random.int(7 * 3600, 22 * 3600 - 1) * 1000
}

/** Open todos are due before the anchor in the share of the overdue, else in the six weeks after it; 18 o'clock. */
function dueTime(world: WorldBase, created: number, completed: boolean, random: RandomStream): number {
  const evening = 18 * 3_600_000
  const today = Math.floor(world.anchor / DAY) * DAY
  const createdDay = Math.floor(created / DAY) * DAY
  if (completed) return createdDay + random.int(1, 14) * DAY + evening
  const late = random.chance(world.profile.shares.overdue)
  if (!late) return today + random.int(1, 42) * DAY + evening
  const room = Math.max(1, Math.floor((today - createdDay) / DAY))
  return today - random.int(1, Math.min(room, 30)) * DAY + evening
}

function doneTime(world: WorldBase, created: number, random: RandomStream): number {
  const latest = Math.min(world.anchor, created + 14 * DAY)
  return created + Math.floor((random.fraction() * (latest - created)) / 1000) * 1000
}
