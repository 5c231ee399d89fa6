import { ExpressionParts, type TodoQueryPlan } from './expression-parts.js'
import type { TodoQuery } from './todo-schemas.js'

/**
 * `scopes`: the values of GSI1PK that the caller may see, the family's first. `now` decides what is overdue.
 * Nothing for a range of dates that is empty, which DynamoDB would refuse.
 */
export function planTodoQuery(
  query: TodoQuery,
  scopes: readonly string[],
  now: string,
): TodoQueryPlan | undefined {
  const from = query.due_date ?? query.due_from
  const today = now.slice(0, 10)
  const to = query.overdue ? earlier(query.due_date ?? query.due_to, today) : (query.due_date ?? query.due_to)
  if (from !== undefined && to !== undefined && to < from) return undefined
  const parts = new ExpressionParts()
  if (query.overdue) {
    parts.filter(
      'due_date < :now AND #status <> :completed',
      { ':now': now, ':completed': 'completed' },
      STATUS,
    )
  }
  if (query.status !== undefined) parts.filter('#status = :status', { ':status': query.status }, STATUS)
  if (query.tag !== undefined) parts.filter('contains(tags, :tag)', { ':tag': query.tag })
  const exactly = query.priority !== undefined && query.due_date !== undefined && query.owner !== undefined
  if (query.priority !== undefined && !exactly) {
    parts.filter('#priority = :priority', { ':priority': query.priority }, { '#priority': 'priority' })
  }
  if (query.owner !== undefined) return byOwner(query, query.owner, scopes, parts, from, to)
  if (query.assigned_to !== undefined) return byAssignee(query, query.assigned_to, scopes, parts, from, to)
  const [scope = ''] = scopes
  if (query.due_date !== undefined) {
    parts.key('GSI1SK = :due AND GSI1PK = :scope', { ':due': query.due_date, ':scope': scope })
    return parts.plan(['GSI1SK', 'GSI1PK', 'PK', 'SK'], 'GSI2')
  }
  parts.key('GSI1PK = :scope', { ':scope': scope })
  parts.range('GSI1SK', from, to)
  return parts.plan(['GSI1PK', 'GSI1SK', 'PK', 'SK'], 'GSI1')
}

const STATUS = { '#status': 'status' }

/** After every priority and id that can follow a date in a sort key. */
const LAST = '#~'

function byOwner(
  query: TodoQuery,
  owner: string,
  scopes: readonly string[],
  parts: ExpressionParts,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  parts.key('PK = :owner', { ':owner': `USER#${owner}` })
  if (query.due_date !== undefined && query.priority !== undefined) {
    const prefix = `TODO#${query.due_date}#${query.priority.toUpperCase()}#`
    parts.key('begins_with(SK, :prefix)', { ':prefix': prefix })
  } else {
    parts.key('SK BETWEEN :first AND :last', {
      ':first': `TODO#${from ?? ''}`,
      ':last': `TODO#${to ?? ''}${to === undefined ? '~' : LAST}`,
    })
  }
  if (query.assigned_to !== undefined) {
    parts.filter('assigned_to = :assignee', { ':assignee': `USER#${query.assigned_to}` })
  }
  parts.within(scopes)
  return parts.plan(['PK', 'SK'])
}

function byAssignee(
  query: TodoQuery,
  assignee: string,
  scopes: readonly string[],
  parts: ExpressionParts,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  parts.key('GSI3PK = :assignee', { ':assignee': `ASSIGNEE#${assignee}` })
  const side =
    query.status === 'completed' ? 'CLOSED' : query.status !== undefined || query.overdue ? 'OPEN' : undefined
  if (side === undefined) {
    parts.rangeFilter('GSI1SK', from, to)
  } else {
    parts.key('GSI3SK BETWEEN :first AND :last', {
      ':first': `${side}#${from ?? ''}`,
      ':last': `${side}#${to ?? ''}${to === undefined ? '~' : LAST}`,
    })
  }
  parts.within(scopes)
  return parts.plan(['GSI3PK', 'GSI3SK', 'PK', 'SK'], 'GSI3')
}

function earlier(date: string | undefined, today: string): string {
  return date === undefined || date > today ? today : date
}
