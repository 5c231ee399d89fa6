import type { TodoQuery } from './todo-schemas.js'

export type KeyName = 'PK' | 'SK' | 'GSI1PK' | 'GSI1SK' | 'GSI3PK' | 'GSI3SK'

/** How a list is read: which index, which part of it, what is filtered out, and what a cursor of it consists of. */
export interface TodoQueryPlan {
  /** Missing: the table itself. */
  readonly index?: 'GSI1' | 'GSI2' | 'GSI3'
  readonly keyCondition: string
  readonly filter: string | undefined
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, string>>
  readonly cursorKeys: readonly KeyName[]
}

/** `scopes`: the values of GSI1PK that the caller may see, the family's first. `now` decides what is overdue. */
export function planTodoQuery(query: TodoQuery, scopes: readonly string[], now: string): TodoQueryPlan {
  const from = query.due_date ?? query.due_from
  const today = now.slice(0, 10)
  const to = query.overdue ? earlier(query.due_date ?? query.due_to, today) : (query.due_date ?? query.due_to)
  const parts = new ExpressionParts()
  if (query.overdue) {
    parts.filter('due_date < :now AND #status <> :completed', { ':now': now, ':completed': 'completed' }, STATUS)
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
  const side = query.status === 'completed' ? 'CLOSED' : query.status !== undefined || query.overdue ? 'OPEN' : undefined
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

/** Collects the parts of DynamoDB's expressions; values are only ever bound, never part of the text. */
class ExpressionParts {
  readonly #keys: string[] = []
  readonly #filters: string[] = []
  #names: Readonly<Record<string, string>> = {}
  #values: Readonly<Record<string, string>> = {}

  key(condition: string, values: Readonly<Record<string, string>>): void {
    this.#keys.push(condition)
    this.#values = { ...this.#values, ...values }
  }

  filter(
    condition: string,
    values: Readonly<Record<string, string>>,
    names: Readonly<Record<string, string>> = {},
  ): void {
    this.#filters.push(condition)
    this.#values = { ...this.#values, ...values }
    this.#names = { ...this.#names, ...names }
  }

  range(name: KeyName, from: string | undefined, to: string | undefined): void {
    if (from !== undefined && to !== undefined) {
      this.key(`${name} BETWEEN :from AND :to`, { ':from': from, ':to': to < from ? from : to })
      // BETWEEN refuses bounds in the wrong order; an empty range is no error.
      if (to < from) this.filter(`${name} < :from`, {})
    } else if (from !== undefined) this.key(`${name} >= :from`, { ':from': from })
    else if (to !== undefined) this.key(`${name} <= :to`, { ':to': to })
  }

  rangeFilter(name: KeyName, from: string | undefined, to: string | undefined): void {
    if (from !== undefined) this.filter(`${name} >= :from`, { ':from': from })
    if (to !== undefined) this.filter(`${name} <= :to`, { ':to': to })
  }

  /** Of the caller's family, or their own. */
  within(scopes: readonly string[]): void {
    const values = Object.fromEntries(scopes.map((scope, i) => [`:scope${i}`, scope]))
    this.filter(`GSI1PK IN (${Object.keys(values).join(', ')})`, values)
  }

  plan(cursorKeys: readonly KeyName[], index?: 'GSI1' | 'GSI2' | 'GSI3'): TodoQueryPlan {
    return {
      ...(index === undefined ? {} : { index }),
      keyCondition: this.#keys.join(' AND '),
      filter: this.#filters.length === 0 ? undefined : this.#filters.join(' AND '),
      names: this.#names,
      values: this.#values,
      cursorKeys,
    }
  }
}
