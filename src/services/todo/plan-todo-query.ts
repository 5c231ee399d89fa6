import { ExpressionBuilder, type TodoQueryPlan } from './expression-builder.js'
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
  const to = query.overdue
    ? getEarlierDate(query.due_date ?? query.due_to, today)
    : (query.due_date ?? query.due_to)
  if (from !== undefined && to !== undefined && to < from) return undefined
  const parts = new ExpressionBuilder()
  if (query.overdue) {
    parts.addFilter(
      'due_date < :now AND #status <> :completed',
      { ':now': now, ':completed': 'completed' },
      STATUS_ATTRIBUTE,
    )
  }
  if (query.status !== undefined)
    parts.addFilter('#status = :status', { ':status': query.status }, STATUS_ATTRIBUTE)
  if (query.tag !== undefined) parts.addFilter('contains(tags, :tag)', { ':tag': query.tag })
  const exactly = query.priority !== undefined && query.due_date !== undefined && query.owner !== undefined
  if (query.priority !== undefined && !exactly) {
    parts.addFilter('#priority = :priority', { ':priority': query.priority }, { '#priority': 'priority' })
  }
  if (query.owner !== undefined) return planByOwner(query, query.owner, scopes, parts, from, to)
  if (query.assigned_to !== undefined)
    return planByAssignee(query, query.assigned_to, scopes, parts, from, to)
  const [scope = ''] = scopes
  if (query.due_date !== undefined) {
    parts.addKeyCondition('GSI1SK = :due AND GSI1PK = :scope', { ':due': query.due_date, ':scope': scope })
    return parts.build(['GSI1SK', 'GSI1PK', 'PK', 'SK'], 'GSI2')
  }
  parts.addKeyCondition('GSI1PK = :scope', { ':scope': scope })
  parts.addKeyRange('GSI1SK', from, to)
  return parts.build(['GSI1PK', 'GSI1SK', 'PK', 'SK'], 'GSI1')
}

const STATUS_ATTRIBUTE = { '#status': 'status' }

/** After every priority and id that can follow a date in a sort key. */
const AFTER_LAST_PRIORITY = '#~'

function planByOwner(
  query: TodoQuery,
  owner: string,
  scopes: readonly string[],
  parts: ExpressionBuilder,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  parts.addKeyCondition('PK = :owner', { ':owner': `USER#${owner}` })
  if (query.due_date !== undefined && query.priority !== undefined) {
    const prefix = `TODO#${query.due_date}#${query.priority.toUpperCase()}#`
    parts.addKeyCondition('begins_with(SK, :prefix)', { ':prefix': prefix })
  } else {
    parts.addKeyCondition('SK BETWEEN :first AND :last', {
      ':first': `TODO#${from ?? ''}`,
      ':last': `TODO#${to ?? ''}${to === undefined ? '~' : AFTER_LAST_PRIORITY}`,
    })
  }
  if (query.assigned_to !== undefined) {
    parts.addFilter('assigned_to = :assignee', { ':assignee': `USER#${query.assigned_to}` })
  }
  parts.addScopeFilter(scopes)
  return parts.build(['PK', 'SK'])
}

function planByAssignee(
  query: TodoQuery,
  assignee: string,
  scopes: readonly string[],
  parts: ExpressionBuilder,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  parts.addKeyCondition('GSI3PK = :assignee', { ':assignee': `ASSIGNEE#${assignee}` })
  const side =
    query.status === 'completed' ? 'CLOSED' : query.status !== undefined || query.overdue ? 'OPEN' : undefined
  if (side === undefined) {
    parts.addRangeFilter('GSI1SK', from, to)
  } else {
    parts.addKeyCondition('GSI3SK BETWEEN :first AND :last', {
      ':first': `${side}#${from ?? ''}`,
      ':last': `${side}#${to ?? ''}${to === undefined ? '~' : AFTER_LAST_PRIORITY}`,
    })
  }
  parts.addScopeFilter(scopes)
  return parts.build(['GSI3PK', 'GSI3SK', 'PK', 'SK'], 'GSI3')
}

function getEarlierDate(date: string | undefined, today: string): string {
  return date === undefined || date > today ? today : date
}
