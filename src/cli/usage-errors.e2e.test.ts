import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type CommandOutcome,
  type CommandRunner,
  startCommandRunner,
} from '../../test/support/start-command-runner.js'

let directory: string
let commands: CommandRunner
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-usage-'))
  commands = await startCommandRunner(directory)
})
afterAll(async () => {
  await commands[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

const run = async (...args: readonly string[]): Promise<CommandOutcome> => commands.run(args)

/** The whole report of a usage error: message, optional detail, suggestion and code. */
function report(message: string, detail: string | undefined, suggestion: string): string {
  const lines = [`✗ ${message}`, ...(detail === undefined ? [] : [`  ${detail}`]), `  → ${suggestion}`]
  return `${lines.join('\n')}\n  USAGE\n`
}

test.each<readonly [string, string, string | undefined, string]>([
  [
    'up --provider podman',
    'Invalid value "podman" for --provider.',
    'Allowed values: auto, docker, embedded, external.',
    'Run homemanager up --help.',
  ],
  [
    'logs --level warning',
    'Invalid value "warning" for --level.',
    'Allowed values: debug, info, warn, error, fatal.',
    'Did you mean "warn"? Run homemanager logs --help.',
  ],
  [
    'up --with rediss',
    'Invalid value "rediss" for --with.',
    'Allowed values: redis, pgbouncer, postgres-replica.',
    'Did you mean "redis"? Run homemanager up --help.',
  ],
  [
    'conformance tod',
    'Invalid value "tod" for <service>.',
    'Allowed values: identity, todo, budget. There is no contract for services with names of their own.',
    'Did you mean "todo"? Run homemanager conformance --help.',
  ],
  [
    'shell dynamodb',
    'Invalid value "dynamodb" for <store>.',
    'Allowed values: postgres, mongo. DynamoDB has no such client: use homemanager query dynamodb.',
    'Run homemanager shell --help.',
  ],
  [
    'wait gatway',
    'Invalid value "gatway" for [name].',
    'Allowed values: postgres, dynamodb, mongo, gateway, identity, todo, budget.',
    'Did you mean "gateway"? Run homemanager wait --help.',
  ],
  [
    'up --timeout abc',
    'Invalid value "abc" for --timeout.',
    'Expected a number of seconds greater than 0 and at most 86400.',
    'Run homemanager up --help.',
  ],
  [
    'up --provdier docker',
    'Unknown option --provdier.',
    undefined,
    'Did you mean --provider? Run homemanager up --help.',
  ],
  ['status --jsn', 'Unknown option --jsn.', undefined, 'Did you mean --json? Run homemanager status --help.'],
  ['--jsn status', 'Unknown option --jsn.', undefined, 'Did you mean --json? Run homemanager --help.'],
  ['types -o x', 'Unknown option -o.', undefined, 'Did you mean --out? Run homemanager types --help.'],
  ['verify -x', 'Unknown option -x.', undefined, 'Run homemanager verify --help.'],
  ['up --tail', 'Unknown option --tail.', undefined, 'Run homemanager up --help.'],
  [
    'logs --tail 5',
    'Unknown option --tail.',
    undefined,
    'Did you mean --lines? Run homemanager logs --help.',
  ],
  [
    'events --lines 5',
    'Unknown option --lines.',
    undefined,
    'Did you mean --limit? Run homemanager events --help.',
  ],
  [
    'inspect user ',
    'Invalid value "" for [id].',
    'Expected an ID or an email.',
    'Run homemanager inspect --help.',
  ],
  [
    'events --correlation ',
    'Invalid value "" for --correlation.',
    'Expected a correlation ID.',
    'Run homemanager events --help.',
  ],
  [
    'trace -n 0',
    'Invalid value "0" for --limit.',
    'Expected an integer between 1 and 999999999.',
    'Run homemanager trace --help.',
  ],
  [
    'events -n 0',
    'Invalid value "0" for --limit.',
    'Expected an integer of at least 1, or --follow for new events only.',
    'Run homemanager events --help.',
  ],
  [
    'logs -n 0',
    'Invalid value "0" for --lines.',
    'Expected an integer of at least 1, or --follow for new entries only.',
    'Run homemanager logs --help.',
  ],
  [
    'snapshot export x.zip',
    'Invalid value "x.zip" for <file>.',
    'Expected a name such as shop.tar.gz: the archive is a tar file, compressed with gzip.',
    'Run homemanager snapshot export --help.',
  ],
  ['--foo up', 'Unknown option --foo.', undefined, 'Run homemanager --help.'],
  [
    'up --provider',
    'Missing value for --provider.',
    'Allowed values: auto, docker, embedded, external.',
    'Run homemanager up --help.',
  ],
  [
    'up --provider --seed demo',
    'Missing value for --provider.',
    'Allowed values: auto, docker, embedded, external.',
    'Run homemanager up --help.',
  ],
  [
    'inspect --search -n 3',
    'Missing value for --search.',
    'Usage: --search <text>',
    'Run homemanager inspect --help.',
  ],
  [
    'conformance',
    'Missing argument <service>.',
    'Allowed values: identity, todo, budget.',
    'Run homemanager conformance --help.',
  ],
  [
    'down now',
    'Unexpected argument "now".',
    'Usage: homemanager down [options]',
    'Run homemanager down --help.',
  ],
  [
    'inspect expense --search whole foods market -n 3',
    'Unexpected argument "market".',
    'Usage: homemanager inspect [options] [entity] [id]',
    "Several words need quotes: homemanager inspect expense --search 'whole foods market' -n 3. Run homemanager inspect --help.",
  ],
  [
    'saga',
    '"homemanager saga" requires a subcommand: list, show, retry.',
    undefined,
    'Run homemanager saga --help.',
  ],
  [
    'migrate stauts',
    'Unknown command "migrate stauts".',
    'Subcommands of migrate: up, status, plan, down, new, repair, unlock, baseline.',
    'Did you mean homemanager migrate status? Run homemanager migrate --help.',
  ],
  [
    'migrate stauts --help',
    'Unknown command "migrate stauts".',
    'Subcommands of migrate: up, status, plan, down, new, repair, unlock, baseline.',
    'Did you mean homemanager migrate status? Run homemanager migrate --help.',
  ],
  [
    'help migrate --store mongo stauts',
    'Unknown command "migrate stauts".',
    'Subcommands of migrate: up, status, plan, down, new, repair, unlock, baseline.',
    'Did you mean homemanager migrate status? Run homemanager migrate --help.',
  ],
  [
    'events reply',
    'Unknown command "events reply".',
    'Subcommands of events: redeliver, dead-letters.',
    'Did you mean homemanager events redeliver? Run homemanager events --help.',
  ],
  [
    'events dead-leters --retry',
    'Unknown command "events dead-leters".',
    'Subcommands of events: redeliver, dead-letters.',
    'Did you mean homemanager events dead-letters? Run homemanager events --help.',
  ],
  [
    'query x postgres',
    'Unknown command "query x".',
    'Subcommands of query: postgres, dynamodb, mongo, all.',
    'Did you mean homemanager query postgres x? Run homemanager query --help.',
  ],
  [
    '--project shop migrate new --code x mongo',
    'Invalid value "x" for <store>.',
    'Allowed values: postgres, dynamodb, mongo.',
    'The store comes first: homemanager --project shop migrate new --code mongo x. Run homemanager migrate new --help.',
  ],
  [
    'inspect x users',
    'Invalid value "x" for [entity].',
    'Allowed values: user, family, invitation, todo, expense, budget, category, event.',
    'The entity comes first: homemanager inspect users x. Run homemanager inspect --help.',
  ],
  ['xyzzy', 'Unknown command "xyzzy".', undefined, 'Run homemanager --help.'],
  ['xyzzy --help', 'Unknown command "xyzzy".', undefined, 'Run homemanager --help.'],
  ['help xyzzy', 'Unknown command "xyzzy".', undefined, 'Run homemanager --help.'],
])('%s', async (line, message, detail, suggestion) => {
  expect(await run(...line.split(' '))).toEqual({
    code: 2,
    stdout: '',
    stderr: report(message, detail, suggestion),
  })
})

test.each([
  ['statsu', 'Did you mean homemanager status?'],
  ['stat', 'Did you mean homemanager status?'],
  ['dump', 'Did you mean homemanager query or homemanager inspect?'],
  ['tail', 'Did you mean homemanager logs -f?'],
  ['list', 'Did you mean homemanager ls?'],
  ['upgrade', 'Did you mean homemanager migrate?'],
  ['create', 'Did you mean homemanager init?'],
  ['clean', 'Did you mean homemanager down --volumes or homemanager reset?'],
  ['psql', 'Did you mean homemanager shell postgres?'],
  ['mongosh', 'Did you mean homemanager shell mongo?'],
  ['rollback', 'Did you mean homemanager migrate down?'],
  ['fixtures', 'Did you mean homemanager seed?'],
  ['test', 'Did you mean homemanager exec or homemanager conformance?'],
])('unknown command %s', async (name, hint) => {
  const { code, stderr } = await run(name)
  expect([code, stderr]).toEqual([
    2,
    report(`Unknown command "${name}".`, undefined, `${hint} Run homemanager --help.`),
  ])
})

test.each([
  'verify --show abc',
  'migrate --wait abc',
  'migrate up --wait -1',
  'migrate down --steps 0',
  'events --limit abc',
  'saga list --limit 1.5',
  'seed --families x',
  'seed --seed x',
  'logs --lines x',
  'wait --timeout 0',
  'explain --project-to x',
])('%s: an invalid number is a usage error', async (line) => {
  const words = line.split(' ')
  const { code, stderr } = await run(...words)
  const [option = '', value = ''] = words.slice(-2)
  expect([code, stderr]).toEqual([2, expect.stringContaining(`Invalid value "${value}" for ${option}.\n`)])
  expect(stderr).toMatch(/Expected .+\.\n {2}→ .*Run homemanager .+ --help\.\n {2}USAGE\n$/)
})

test.each([
  ['seed --seed 1 --seed 2 --dry-run', '--seed was given more than once.'],
  ['query mongo --file a --file b', '--file was given more than once.'],
  ['--project a status --project b', '--project was given more than once.'],
  ['seed --reset --append', '--reset and --append cannot be combined: --reset removes the loaded datasets.'],
  ['seed --append --repair', '--append and --repair cannot be combined'],
  ['seed --dry-run --repair', '--dry-run and --repair cannot be combined: --dry-run writes nothing.'],
  ['up --pull always --provider embedded', '--pull and --provider cannot be combined'],
  ['inspect user a@b.example --depth 0 --limit 3', '--depth and --limit cannot be combined'],
  ['inspect --search x --history', '--search and --history cannot be combined: --history is of one record.'],
  ['query mongo x.deleteMany({}) --write --limit 3', '--write and --limit cannot be combined'],
  ['migrate plan --lint docdb --store postgres', '--lint and --store cannot be combined'],
  ['migrate new postgres x --code', '--code has no effect: migrations of postgres have no modules.'],
  ['init config --seed demo', '--seed has no effect'],
  ['init devcontainer --provider docker', '--provider has no effect'],
  ['status --quiet --verbose', '--quiet and --verbose cannot be combined'],
  ['migrate down --steps 1 --to x', '--steps and --to cannot be combined'],
  ['migrate --wait 3 status', '--wait is not an option of homemanager migrate status.'],
  ['migrate --store mongo status --store postgres', '--store was given more than once.'],
  ['query mongo x --file a', 'The query for mongo was given twice: as an argument and with --file.'],
  ['init config --template hono', '--template has no effect with init config, which has no templates.'],
  ['query postgres x --csv --ndjson', 'Choose one output format: --ndjson or --csv.'],
])('%s: an option that would be ignored is a usage error', async (line, message) => {
  const { code, stderr } = await run(...line.split(' '))
  expect([code, stderr]).toEqual([2, expect.stringContaining(`✗ ${message}`)])
  expect(stderr).toMatch(/Run homemanager.* --help\.\n {2}USAGE\n$/)
})

test.each([
  ['help all foo', 'Unexpected argument "foo".', 'Did you mean homemanager help all?'],
  ['help status foo', 'Unexpected argument "foo".', 'Did you mean homemanager help status?'],
  [
    '--project x help migrate plan foo bar',
    'Unexpected argument "foo".',
    'Did you mean homemanager help migrate plan?',
  ],
  ['migrate help plan foo', 'Unexpected argument "foo".', 'Did you mean homemanager migrate help plan?'],
  ['help seed --nope', 'Unknown option --nope.', 'Did you mean homemanager help seed?'],
  ['help --nope', 'Unknown option --nope.', 'Did you mean homemanager help?'],
])('%s: help rejects what it would ignore', async (line, message, hint) => {
  const { code, stderr } = await run(...line.split(' '))
  expect([code, stderr]).toEqual([2, expect.stringContaining(`✗ ${message}\n`)])
  expect(stderr).toContain(`→ ${hint}`)
})

test('an option for the text output is a usage error with --json', async () => {
  const { code, stdout } = await run('verify', '--show', '5', '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'USAGE' } }])
})

test.each([
  ['conformance', 'todo'],
  ['torture', 'todo', '--for', '1s'],
  ['query', 'postgres', 'SELECT 1'],
  ['verify'],
  ['events'],
  ['restart'],
])('%s requires a running stack', async (...args) => {
  const { code, stdout } = await run(...args, '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'STACK_NOT_RUNNING' } }])
})

test('trace without a stack says to start it', async () => {
  const { code, stdout } = await run('trace', '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    { error: { suggestion: expect.stringContaining('homemanager up, send a request') as string } },
  ])
})

test('an option of a subcommand may be given before its name', async () => {
  const { stdout, stderr, code } = await run('migrate', '--store', 'mongo', 'status', '--json')
  expect([code, stderr, JSON.parse(stdout)]).toMatchObject([1, '', { error: { code: 'STACK_NOT_RUNNING' } }])
})

test.each([
  [['query', 'dynamodb', '--pk', ''], '--pk is empty.'],
  [['types', '--out', ''], 'Invalid value "" for --out.'],
  [['status', '--cwd', ''], 'Invalid value "" for --cwd.'],
] as const)('%j: a value that is empty was not meant', async (words, message) => {
  const { code, stderr } = await run(...words)
  expect([code, stderr]).toEqual([2, expect.stringContaining(`✗ ${message}`)])
})

test('a branch that does not exist is an error before a confirmation is asked for', async () => {
  const { code, stderr } = await run('branch', 'delete', 'nosuch')
  expect([code, stderr]).toEqual([2, expect.stringMatching(/BRANCH_NOT_FOUND\n$/)])
})

test.each(['verify', 'env', 'query postgres x', 'exec true', 'restart'])(
  '%s: the suggested command is for the project that was named',
  async (line) => {
    const { code, stderr } = await run('--project', 'other', ...line.split(' '))
    expect([code, stderr]).toEqual([1, expect.stringContaining('  → Run homemanager --project other up.')])
  },
)

test.each([
  ['logs postgress', 'UNKNOWN_COMPONENT', 2, 'Did you mean "postgres"?'],
  ['seed dmeo --dry-run', 'PROFILE_NOT_FOUND', 2, 'Did you mean "demo"?'],
])('%s suggests the closest name', async (line, error, exitCode, hint) => {
  const { code, stderr } = await run(...line.split(' '))
  expect([code, stderr]).toEqual([exitCode, expect.stringContaining(`  → ${hint} `)])
  expect(stderr).toMatch(new RegExp(`${error}\n$`))
})

test('wait suggests to start a stack that is not running', async () => {
  const { code, stderr } = await run('wait', 'gateway', '--timeout', '0.1')
  expect([code, stderr]).toEqual([
    6,
    expect.stringContaining('  → The stack is not running. Run homemanager up.'),
  ])
})

test('with --json a usage error is one document on stdout', async () => {
  const { code, stdout, stderr } = await run('up', '--json', '--provider', 'podman')
  expect([code, stderr]).toEqual([2, ''])
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: 'USAGE',
      message: 'Invalid value "podman" for --provider.',
      detail: 'Allowed values: auto, docker, embedded, external.',
      suggestion: 'Run homemanager up --help.',
    },
  })
})

test('without a command: the help; with options only, also what is missing', async () => {
  const [alone, verbose, json] = await Promise.all([run(), run('-v'), run('--json')])
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: homemanager/) as string })
  expect([verbose.code, verbose.stdout]).toEqual([2, ''])
  expect(verbose.stderr).toMatch(/^Usage: homemanager[^]*✗ No command was given\.\n.*homemanager --version/)
  expect(json.code).toBe(2)
  expect(JSON.parse(json.stdout)).toMatchObject({
    error: { code: 'USAGE', message: 'No command was given.' },
  })
})

test('empty names and files that do not exist', async () => {
  const seed = await run('up', '--seed', '')
  expect(seed.stderr).toContain('Expected the name of a profile or a file.')
  expect(seed.code).toBe(2)
  const snapshot = await run('snapshot', 'show', '')
  expect(snapshot.stderr).toContain('There is no snapshot "".')
  expect((await run('snapshot', 'restore', 'x.tgz', '--yes')).stderr).toContain(
    'homemanager snapshot import FILE',
  )
  const migration = await run('migrate', 'new', 'postgres', '')
  expect(migration.stderr).toContain('MIGRATION_NAME_INVALID')
  expect(migration.code).toBe(2)
  const query = await run('query', 'postgres', '--file', 'missing.sql')
  expect(query.stderr).toMatch(/The query file \S+missing\.sql cannot be read\.\n {2}It does not exist\./)
  expect(query.code).toBe(2)
  const branch = await run('branch', 'create', 'try', '--from', 'missing.tar.gz')
  expect(branch.stderr).toMatch(/✗ \S+missing\.tar\.gz does not exist\.\n {2}→ Pass the path of an archive/)
  expect(branch.code).toBe(2)
})

test('a file that cannot be written is refused before the work', async () => {
  // No stack is running: the file is checked first.
  for (const line of [
    'exec --on-failure-save missing/x.tgz -- false',
    'conformance todo --url http://127.0.0.1:1 --identity http://127.0.0.1:1 --junit missing/x.xml',
  ]) {
    const { code, stderr } = await run(...line.split(' '))
    expect(stderr).toMatch(
      /The directory \S+missing does not exist\.\n {2}→ Create it with mkdir -p \S+missing/,
    )
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([2, '  FILE_NOT_WRITABLE'])
  }
})

test('an archive that could not be written after a failure is refused before the command', async () => {
  const save = async (file: string): Promise<string> =>
    (await run('exec', '--ephemeral', '--on-failure-save', file, '--', 'false')).stderr
  expect(await save('/dev/null')).toMatch(/It is a device or a pipe;[^]*FILE_NOT_WRITABLE/)
  expect(await save('/')).toMatch(/It is a directory\.[^]*FILE_NOT_WRITABLE/)
  expect(await save(import.meta.filename)).toMatch(/exists already\.[^]*SNAPSHOT_EXISTS/)
})

test.each([
  ['saga show x', 'Run homemanager saga list'],
  ['saga retry x', 'Run homemanager saga list'],
  ['events redeliver x', 'Run homemanager events --wide'],
  ['events --family x', 'Run homemanager query postgres "SELECT id, name FROM families"'],
])('%s names the command that lists IDs', async (line, suggestion) => {
  const { code, stderr } = await run(...line.split(' '))
  expect(stderr).toContain(`→ ${suggestion}`)
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([2, '  INVALID_ID'])
})

test('an unknown operation is an error before anything is tested', async () => {
  const url = 'http://127.0.0.1:9'
  const { stderr } = await run('conformance', 'todo', '--url', url, '--identity', url, '--only', 'nope')
  expect(stderr).toMatch(/^✗ The todo service has no operation "nope"\.\n/)
})
