import { defineCommand, type Flag, type Flags } from '../../define-command.js'

const SHARED_FLAGS = {
  file: {
    type: 'string',
    short: 'f',
    value: 'path',
    path: 'file',
    description: 'read the query from a file; - for stdin',
  },
  ndjson: { type: 'boolean', description: 'print newline-delimited JSON' },
  csv: { type: 'boolean', description: 'print comma-separated values with a header row' },
  write: { type: 'boolean', description: 'allow a query that changes data' },
} as const satisfies Flags

const PARAM_FLAG = {
  type: 'string',
  short: 'p',
  value: 'name=value',
  description: 'value of :name in the query; use name:=json for numbers, booleans, null and lists',
  repeatable: true,
} as const satisfies Flag

export const queryCommand = defineCommand({
  name: 'query',
  group: 'Inspect',
  summary: 'Run a query against one store',
  description:
    'Runs a query against one store, in its own query language. Queries are read-only unless you pass --write. Without an argument the query is read from stdin. Rows are streamed.',
  examples: [
    [
      'query postgres "SELECT * FROM users WHERE email = :email" -p email=demo@example.com',
      'SQL with a parameter',
    ],
    ['query dynamodb --pk USER#… --sk-begins-with TODO#2024-10', 'query a partition by key'],
    ['query mongo \'expenses.find({currency: "USD"}).limit(5)\' --json', 'mongosh syntax'],
  ],
  requiresSubcommand: true,
  subcommands: {
    postgres: {
      summary: 'SQL, with :name parameters',
      arguments: { sql: { type: 'string', description: 'one SQL statement', optional: true } },
      flags: { param: PARAM_FLAG, ...SHARED_FLAGS },
      examples: [
        ['query postgres "SELECT name, member_count FROM families ORDER BY name LIMIT 5"', 'print a table'],
        ['query postgres -f report.sql -p month=2024-10 --csv > report.csv', 'write a report to a file'],
      ],
    },
    dynamodb: {
      summary: 'PartiQL, or key conditions (--pk, --sk, …)',
      arguments: { partiql: { type: 'string', description: 'one PartiQL statement', optional: true } },
      flags: {
        param: PARAM_FLAG,
        pk: { type: 'string', value: 'value', description: 'partition key (instead of PartiQL)' },
        sk: { type: 'string', value: 'value', description: 'sort key' },
        skBeginsWith: { type: 'string', value: 'prefix', description: 'prefix of the sort key' },
        index: {
          type: 'string',
          value: 'name',
          description: 'query this index instead of the table',
        },
        descending: { type: 'boolean', description: 'sort in descending order' },
        ...SHARED_FLAGS,
      },
      examples: [
        ['query dynamodb --index GSI1 --pk FAMILY#…', "a family's todos by due date"],
        [
          'query dynamodb \'SELECT title FROM "homemanager-todos" WHERE PK = :owner\' -p owner=USER#…',
          'PartiQL',
        ],
      ],
    },
    mongo: {
      summary: 'find, aggregate and other calls in mongosh syntax',
      arguments: {
        text: {
          type: 'string',
          description: 'for example expenses.find({...}) or expenses.aggregate([...])',
          optional: true,
        },
      },
      flags: SHARED_FLAGS,
      examples: [
        [
          'query mongo \'expenses.find({"category.primary": "groceries"}).sort({amount: -1}).limit(3)\'',
          'find documents',
        ],
        ['query mongo -f report.js --json', 'read a pipeline from a file'],
      ],
    },
  },
})
