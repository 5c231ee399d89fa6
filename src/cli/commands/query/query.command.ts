import type { CommandContext, CommandDefinition, CommandOption } from '../../command.js'

const collectValues = (text: string, previous: unknown): readonly string[] => [
  ...(Array.isArray(previous) ? (previous as readonly string[]) : []),
  text,
]

const SHARED_OPTIONS: readonly CommandOption[] = [
  { flags: '-f, --file <path>', description: 'read the query from a file; - for stdin' },
  { flags: '--ndjson', description: 'print newline-delimited JSON' },
  { flags: '--csv', description: 'print comma-separated values with a header row' },
  { flags: '--write', description: 'allow a query that changes data' },
]

const PARAMETER_OPTION: CommandOption = {
  flags: '-p, --param <name=value>',
  description:
    'value of :name in the query; use name:=json for numbers, booleans, null and lists (repeatable)',
  parse: collectValues,
}

export const queryCommand: CommandDefinition = {
  name: 'query',
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
  subcommands: [
    {
      name: 'postgres',
      summary: 'SQL, with :name parameters',
      arguments: [{ name: '[sql]', description: 'one SQL statement' }],
      options: [PARAMETER_OPTION, ...SHARED_OPTIONS],
      examples: [
        ['query postgres "SELECT name, member_count FROM families ORDER BY name LIMIT 5"', 'print a table'],
        ['query postgres -f report.sql -p month=2024-10 --csv > report.csv', 'write a report to a file'],
      ],
      run: (context, [text], options) => run('postgres', context, text, options),
    },
    {
      name: 'dynamodb',
      summary: 'PartiQL, or key conditions (--pk, --sk, …)',
      arguments: [{ name: '[partiql]', description: 'one PartiQL statement' }],
      options: [
        PARAMETER_OPTION,
        { flags: '--pk <value>', description: 'partition key (instead of PartiQL)' },
        { flags: '--sk <value>', description: 'sort key' },
        { flags: '--sk-begins-with <prefix>', description: 'prefix of the sort key' },
        { flags: '--index <name>', description: 'query this index instead of the table' },
        { flags: '--descending', description: 'sort in descending order' },
        ...SHARED_OPTIONS,
      ],
      examples: [
        ['query dynamodb --index GSI1 --pk FAMILY#…', "a family's todos by due date"],
        [
          'query dynamodb \'SELECT title FROM "homemanager-todos" WHERE PK = :owner\' -p owner=USER#…',
          'PartiQL',
        ],
      ],
      run: (context, [text], options) => run('dynamodb', context, text, options),
    },
    {
      name: 'mongo',
      summary: 'find, aggregate and other calls in mongosh syntax',
      arguments: [
        { name: '[text]', description: 'for example expenses.find({...}) or expenses.aggregate([...])' },
      ],
      options: SHARED_OPTIONS,
      examples: [
        [
          'query mongo \'expenses.find({"category.primary": "groceries"}).sort({amount: -1}).limit(3)\'',
          'find documents',
        ],
        ['query mongo -f report.js --json', 'read a pipeline from a file'],
      ],
      run: (context, [text], options) => run('mongo', context, text, options),
    },
  ],
}

async function run(
  store: 'postgres' | 'dynamodb' | 'mongo',
  context: CommandContext,
  text: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { runQuery } = await import('./run-query.js')
  await runQuery(store, context, text, options)
}
