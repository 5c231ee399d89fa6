import type { AccessPattern, Growth } from './access-pattern.js'
import { explainDynamodb, type DynamodbPatternQuery } from './explain-dynamodb.js'
import { PLACEHOLDERS, type PatternSamples } from './pattern-samples.js'

/** The name of the table's primary key in `explain`. */
export const TABLE_KEY = 'table'

/** Requests of the todo service and the relay to DynamoDB. The first four are the access patterns of ADR-002. */
export const DYNAMODB_PATTERNS: readonly AccessPattern[] = [
  defineDynamodbPattern('todo.of-user', "all of a user's todos (pattern 1)", TABLE_KEY, 'constant', (s) => ({
    pk: ['PK', `USER#${s.user}`],
  })),
  defineDynamodbPattern(
    'todo.by-due-date',
    'todos due on a date, across all families (pattern 2)',
    'GSI2',
    'linear',
    (s) => ({
      pk: ['GSI1SK', s.dueDate],
    }),
  ),
  defineDynamodbPattern(
    'todo.of-family',
    "a family's todos by due date (pattern 3)",
    'GSI1',
    'constant',
    (s) => ({
      pk: ['GSI1PK', `FAMILY#${s.family}`],
    }),
  ),
  defineDynamodbPattern(
    'todo.high-priority',
    "a user's high-priority todos of a date (pattern 4)",
    TABLE_KEY,
    'constant',
    (s) => ({
      pk: ['PK', `USER#${s.user}`],
      sk: ['SK', 'begins_with', `TODO#${s.dueDate}#HIGH`],
    }),
  ),
  defineDynamodbPattern('todo.family-day', "a family's todos of a date", 'GSI1', 'constant', (s) => ({
    pk: ['GSI1PK', `FAMILY#${s.family}`],
    sk: ['GSI1SK', '=', s.dueDate],
  })),
  defineDynamodbPattern(
    'todo.assigned',
    'open todos of an assignee, most urgent first',
    'GSI3',
    'constant',
    (s) => ({
      pk: ['GSI3PK', `ASSIGNEE#${s.assignee}`],
      sk: ['GSI3SK', 'begins_with', 'OPEN#'],
    }),
  ),
  defineDynamodbPattern('todo.overdue', 'overdue todos of an assignee', 'GSI3', 'constant', (s) => ({
    pk: ['GSI3PK', `ASSIGNEE#${s.assignee}`],
    sk: ['GSI3SK', 'between', 'OPEN#', `OPEN#${s.dueDate}`],
  })),
  defineDynamodbPattern(
    'todo.of-assignee',
    'all todos of an assignee who leaves the family',
    'GSI3',
    'constant',
    (s) => ({
      pk: ['GSI3PK', `ASSIGNEE#${s.assignee}`],
    }),
  ),
  defineDynamodbPattern('todo.by-id', 'a todo by id', 'GSI4', 'constant', (s) => ({ pk: ['id', s.todo] })),
  defineDynamodbPattern('todo.outbox', 'pending events, read by the relay', TABLE_KEY, 'constant', () => ({
    pk: ['PK', 'OUTBOX#0'],
    limit: 100,
  })),
]

function defineDynamodbPattern(
  name: string,
  summary: string,
  index: string,
  growth: Growth,
  query: (samples: PatternSamples) => DynamodbPatternQuery,
): AccessPattern {
  return {
    name,
    store: 'dynamodb',
    summary,
    index,
    request: formatDynamodbRequest(index, query(PLACEHOLDERS)),
    growth,
    measure: (stores, samples) =>
      explainDynamodb(stores.dynamodb, index === TABLE_KEY ? undefined : index, query(samples)),
  }
}

function formatDynamodbRequest(index: string, query: DynamodbPatternQuery): string {
  const [name, value] = query.pk
  const sort = query.sk === undefined ? '' : ` AND ${query.sk[0]} ${query.sk.slice(1).join(' ')}`
  return `Query ${index} ${name} = ${value}${sort}`
}
