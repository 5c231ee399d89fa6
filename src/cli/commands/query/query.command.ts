import { mapStores, type StoreName } from '../../../core/store-name.js'
import { getStoreDriver } from '../../../stores/registry.js'
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
  vertical: { type: 'boolean', description: 'print each row as a list of its columns' },
  columns: {
    type: 'string',
    value: 'names',
    description: 'print only these columns, such as id,email; in a table, a list or CSV',
  },
  wide: { type: 'boolean', description: 'do not fit the table to the terminal' },
  limit: {
    type: 'integer',
    short: 'n',
    value: 'count',
    description: 'stop after this number of rows',
    min: 1,
  },
  pager: {
    type: 'boolean',
    default: true,
    description: 'do not use a pager for results that are longer than the screen',
  },
  write: { type: 'boolean', description: 'allow a query that changes data' },
} as const satisfies Flags

const PARAM_FLAG = {
  type: 'string',
  short: 'p',
  value: 'name=value',
  description: 'value of :name in the query; use name:=json for numbers, booleans, null and lists',
  repeatable: true,
} as const satisfies Flag

const KEY_FLAGS = {
  pk: { type: 'string', value: 'value', description: 'partition key (instead of PartiQL)' },
  sk: { type: 'string', value: 'value', description: 'sort key' },
  skBeginsWith: { type: 'string', value: 'prefix', description: 'prefix of the sort key' },
  index: {
    type: 'string',
    value: 'name',
    description: 'query this index instead of the table',
    names: 'indexes',
    suggestions: async () => (await import('./list-bundled-indexes.js')).listBundledIndexes(),
  },
  descending: { type: 'boolean', description: 'sort in descending order' },
} as const satisfies Flags

const CONTINUE_FLAG = {
  type: 'string',
  value: 'token',
  description: 'continue where the same query with --limit ended',
} as const satisfies Flag

const ALL_FLAGS = { param: PARAM_FLAG, ...KEY_FLAGS, continue: CONTINUE_FLAG, ...SHARED_FLAGS } as const

const { write: _write, ...READING_FLAGS } = SHARED_FLAGS

/** SQL across the three stores. */
const ALL_SUBCOMMAND = {
  summary: 'SQL across the three stores, with :name parameters; needs the package @duckdb/node-api',
  description:
    'Runs one SELECT over views of all entities, in PostgreSQL, DynamoDB and MongoDB at once. DuckDB executes it, an optional package: npm install --save-dev @duckdb/node-api.',
  arguments: { sql: { type: 'string', description: 'one SELECT', optional: true } },
  flags: {
    param: PARAM_FLAG,
    ...READING_FLAGS,
    output: {
      type: 'string',
      short: 'o',
      value: 'path',
      path: 'file',
      description: 'write the result to a .parquet or .csv file',
    },
    schema: { type: 'boolean', description: 'list the views and their columns' },
    explain: { type: 'boolean', description: 'list what is read from each store, instead of the result' },
    allowScan: {
      type: 'boolean',
      description: 'read all records of a table even if it is large or on another machine',
    },
  },
  conflicts: [
    {
      flag: 'schema',
      excludes: [
        'param',
        'file',
        'limit',
        'columns',
        'output',
        'explain',
        'ndjson',
        'csv',
        'vertical',
        'allowScan',
      ],
      reason: 'it runs no query',
    },
    {
      flag: 'explain',
      excludes: ['limit', 'columns', 'output', 'ndjson', 'csv', 'vertical'],
      reason: 'it prints no rows',
    },
    {
      flag: 'output',
      excludes: ['limit', 'columns', 'ndjson', 'csv', 'vertical', 'json'],
      reason: 'the file has all rows',
    },
  ],
  examples: [
    [
      'query all "SELECT u.email, sum(e.amount) AS total FROM users u JOIN expenses e ON e.user_id = u.id GROUP BY ALL"',
      'join PostgreSQL and MongoDB',
    ],
    ['query all --schema', 'list the views and their columns'],
    ['query all -f report.sql -o report.parquet', 'write a file for other programs'],
  ],
} as const

export const queryCommand = defineCommand({
  name: 'query',
  group: 'Inspect',
  showsUserText: true,
  summary: 'Run a query against one store, or SQL across all three',
  description:
    'Runs a query against one store, in its own query language, or one SELECT across all three. Queries are read-only unless you pass --write. Without an argument the query is read from stdin. Rows are streamed.',
  examples: [
    [
      'query postgres "SELECT * FROM users WHERE email = :email" -p email=alex.parker@homemanager.example',
      'SQL with a parameter',
    ],
    ['query dynamodb --pk USER#… --sk-begins-with TODO#2024-10', 'query a partition by key'],
    [
      'query all "SELECT u.email, t.title FROM users u JOIN todos t ON t.owner = u.id" --limit 5',
      'SQL across stores',
    ],
    ['query mongo \'expenses.find({currency: "USD"}).limit(5)\' --json', 'mongosh syntax'],
  ],
  requiresSubcommand: true,
  subcommands: { ...mapStores(defineSubcommand), all: ALL_SUBCOMMAND },
})

/** Queries of one store, in its own language. A flag that the store does not have is typed, but never given. */
function defineSubcommand(name: StoreName) {
  const { summary, argument, hasParameters, hasKeys, canContinue, examples } =
    getStoreDriver(name).queryLanguage
  return {
    summary,
    arguments: { [argument.name]: { type: 'string', description: argument.description, optional: true } },
    flags: {
      ...(hasParameters ? { param: PARAM_FLAG } : {}),
      ...(hasKeys ? KEY_FLAGS : {}),
      ...SHARED_FLAGS,
      ...(canContinue ? { continue: CONTINUE_FLAG } : {}),
    } as typeof ALL_FLAGS,
    conflicts: [
      {
        flag: 'write',
        excludes: ['limit', 'continue'],
        reason: 'they choose the rows to print, not those to change',
      },
    ],
    examples,
  } as const
}
