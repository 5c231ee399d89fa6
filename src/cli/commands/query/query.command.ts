import type { Command, CommandContext, CommandOption } from '../../command.js'

const collectValues = (text: string, previous: unknown): readonly string[] => [
  ...(Array.isArray(previous) ? (previous as readonly string[]) : []),
  text,
]

const SHARED_OPTIONS: readonly CommandOption[] = [
  { flags: '-f, --file <path>', description: 'read the query from a file; - is stdin' },
  { flags: '--ndjson', description: 'one JSON object a line' },
  { flags: '--csv', description: 'comma-separated values with a heading' },
  { flags: '--write', description: 'allow a query that changes data' },
]

const PARAMETER_OPTION: CommandOption = {
  flags: '-p, --param <name=value>',
  description: 'value of :name in the query; name:=json for a number, true, null or a list (repeatable)',
  parse: collectValues,
}

/** One-shot queries of a store; read-only unless told otherwise. */
export const queryCommand: Command = {
  name: 'query',
  summary: 'ask one of the stores a question',
  description:
    'Asks one of the stores a question in its own language. Read-only unless --write is given. Without a text the query is read from stdin. Rows are streamed: millions need no memory.',
  examples: [
    [
      'query postgres "SELECT * FROM users WHERE email = :email" -p email=demo@example.com',
      'SQL with a parameter',
    ],
    ['query dynamodb --pk USER#… --sk-begins-with TODO#2024-10', 'items of a partition'],
    ['query mongo \'expenses.find({currency: "USD"}).limit(5)\' --json', "mongosh's own syntax"],
  ],
  subcommands: [
    {
      name: 'postgres',
      summary: 'SQL, with :name parameters',
      arguments: [{ name: '[sql]', description: 'one SQL statement' }],
      options: [PARAMETER_OPTION, ...SHARED_OPTIONS],
      examples: [
        ['query postgres "SELECT name, member_count FROM families ORDER BY name LIMIT 5"', 'a table'],
        ['query postgres -f report.sql -p month=2024-10 --csv > report.csv', 'a report as a file'],
      ],
      run: (context, [text], options) => run('postgres', context, text, options),
    },
    {
      name: 'dynamodb',
      summary: 'PartiQL, or --pk and friends',
      arguments: [{ name: '[partiql]', description: 'one PartiQL statement' }],
      options: [
        PARAMETER_OPTION,
        { flags: '--pk <value>', description: 'partition key to query instead of PartiQL' },
        { flags: '--sk <value>', description: 'sort key, exactly' },
        { flags: '--sk-begins-with <prefix>', description: 'what the sort key begins with' },
        { flags: '--index <name>', description: 'query this index instead of the table' },
        { flags: '--descending', description: 'last sort key first' },
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
      summary: "find, aggregate and the like in mongosh's syntax",
      arguments: [
        { name: '[text]', description: 'such as expenses.find({...}) or expenses.aggregate([...])' },
      ],
      options: SHARED_OPTIONS,
      examples: [
        [
          'query mongo \'expenses.find({"category.primary": "groceries"}).sort({amount: -1}).limit(3)\'',
          'documents',
        ],
        ['query mongo -f report.js --json', 'a pipeline from a file'],
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
