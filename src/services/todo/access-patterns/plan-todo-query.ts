import { ExpressionBuilder, type TodoQueryPlan } from './expression-builder.js'
import type { TodoQuery } from '../api/todo-schemas.js'

/**
 * Chooses the index and the conditions of a list request. `scopes` are the values of GSI1PK that the caller may read, the
 * family's first. `now` decides what is overdue. Undefined for an empty date range, which DynamoDB rejects.
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
  const builder = new ExpressionBuilder()
  if (query.overdue) {
    builder.addFilter(
      'due_date < :now AND #status <> :completed',
      { ':now': now, ':completed': 'completed' },
      STATUS_ATTRIBUTE,
    )
  }
  if (query.status !== undefined)
    builder.addFilter('#status = :status', { ':status': query.status }, STATUS_ATTRIBUTE)
  if (query.tag !== undefined) builder.addFilter('contains(tags, :tag)', { ':tag': query.tag })
  const usesKeyPrefix =
    query.priority !== undefined && query.due_date !== undefined && query.owner !== undefined
  if (query.priority !== undefined && !usesKeyPrefix) {
    builder.addFilter('#priority = :priority', { ':priority': query.priority }, { '#priority': 'priority' })
  }
  if (query.owner !== undefined) return planByOwner(query, query.owner, scopes, builder, from, to)
  if (query.assigned_to !== undefined)
    return planByAssignee(query, query.assigned_to, scopes, builder, from, to)
  const [scope = ''] = scopes
  if (query.due_date !== undefined) {
    builder.addKeyCondition('GSI1SK = :due AND GSI1PK = :scope', { ':due': query.due_date, ':scope': scope })
    return builder.build(['GSI1SK', 'GSI1PK', 'PK', 'SK'], 'GSI2')
  }
  builder.addKeyCondition('GSI1PK = :scope', { ':scope': scope })
  builder.addKeyRange('GSI1SK', from, to)
  return builder.build(['GSI1PK', 'GSI1SK', 'PK', 'SK'], 'GSI1')
}

const STATUS_ATTRIBUTE = { '#status': 'status' }

/** Sorts after every priority and ID that can follow a date in a sort key. */
const AFTER_LAST_PRIORITY = '#~'

function planByOwner(
  query: TodoQuery,
  owner: string,
  scopes: readonly string[],
  builder: ExpressionBuilder,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  builder.addKeyCondition('PK = :owner', { ':owner': `USER#${owner}` })
  if (query.due_date !== undefined && query.priority !== undefined) {
    const prefix = `TODO#${query.due_date}#${query.priority.toUpperCase()}#`
    builder.addKeyCondition('begins_with(SK, :prefix)', { ':prefix': prefix })
  } else {
    builder.addKeyCondition('SK BETWEEN :first AND :last', {
      ':first': `TODO#${from ?? ''}`,
      ':last': `TODO#${to ?? ''}${to === undefined ? '~' : AFTER_LAST_PRIORITY}`,
    })
  }
  if (query.assigned_to !== undefined) {
    builder.addFilter('assigned_to = :assignee', { ':assignee': `USER#${query.assigned_to}` })
  }
  builder.addScopeFilter(scopes)
  return builder.build(['PK', 'SK'])
}

function planByAssignee(
  query: TodoQuery,
  assignee: string,
  scopes: readonly string[],
  builder: ExpressionBuilder,
  from: string | undefined,
  to: string | undefined,
): TodoQueryPlan {
  builder.addKeyCondition('GSI3PK = :assignee', { ':assignee': `ASSIGNEE#${assignee}` })
  const keyPrefix =
    query.status === 'completed' ? 'CLOSED' : query.status !== undefined || query.overdue ? 'OPEN' : undefined
  if (keyPrefix === undefined) {
    builder.addRangeFilter('GSI1SK', from, to)
  } else {
    builder.addKeyCondition('GSI3SK BETWEEN :first AND :last', {
      ':first': `${keyPrefix}#${from ?? ''}`,
      ':last': `${keyPrefix}#${to ?? ''}${to === undefined ? '~' : AFTER_LAST_PRIORITY}`,
    })
  }
  builder.addScopeFilter(scopes)
  return builder.build(['GSI3PK', 'GSI3SK', 'PK', 'SK'], 'GSI3')
}

function getEarlierDate(date: string | undefined, today: string): string {
  return date === undefined || date > today ? today : date
}
