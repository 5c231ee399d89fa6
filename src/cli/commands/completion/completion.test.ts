import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HAS_TERMINAL, startOnTerminal } from '../../../../test/support/terminal.js'
import { COMMANDS } from '../../command-index.js'
import { listCompletions } from './list-completions.js'
import { renderBashCompletion } from './render-bash-completion.js'
import { renderFishCompletion } from './render-fish-completion.js'
import { renderZshCompletion } from './render-zsh-completion.js'

const COMPLETIONS = await listCompletions(COMMANDS.map(({ definition }) => definition))
let directory: string

/** A directory with two projects and a profile. */
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-completion-'))
  await Promise.all(
    ['shop', 'second'].map((name) => mkdir(path.join(directory, '.homemanager', name), { recursive: true })),
  )
  await mkdir(path.join(directory, '.homemanager', 'shop', 'snapshots', 'before'), { recursive: true })
  await writeFile(
    path.join(directory, '.homemanager', 'second', 'branch.json'),
    `${JSON.stringify({ of: 'shop', name: 'experiment' }, null, 2)}\n`,
  )
  await mkdir(path.join(directory, '.homemanager', 'shop', 'traces'))
  await writeFile(
    path.join(directory, '.homemanager', 'shop', 'traces', 'spans-1767600000000.jsonl'),
    SPANS.map((span) => `${JSON.stringify(span)}\n`),
  )
  await writeFile(path.join(directory, 'party.yaml'), '')
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    'extensions: [./own/pets.ts, ./own/vets.mjs]\nservices:\n  # ours\n  calendar: { command: node cal.mjs }\n  notes:\n    command: node notes.mjs\nports:\n  gateway: 4000\n',
  )
  await mkdir(path.join(directory, 'own'))
  await writeFile(
    path.join(directory, 'own', 'pets.ts'),
    "const pet = defineEntity({\n  name: 'pet',\n  plural: 'pets',\n",
  )
  await writeFile(
    path.join(directory, 'own', 'vets.mjs'),
    'defineEntity({ name: "vet_todo", fields: { name: text() } })\n',
  )
  await mkdir(path.join(directory, 'migrations', 'mongo'), { recursive: true })
  await writeFile(path.join(directory, 'migrations', 'mongo', '0001-shops.yaml'), '')
  await mkdir(path.join(directory, 'migrations', 'dynamodb'))
  const addIndex = { name: 'BY_TAG', partitionKey: 'tag' }
  for (const [name, text] of [
    ['0001-one-line', JSON.stringify({ up: [{ name: 'tags', addIndex: { ...addIndex, name: 'BY_SHOP' } }] })],
    ['0002-lines', JSON.stringify({ up: [{ name: 'tags', addIndex }] }, null, 2)],
  ] as const)
    await writeFile(path.join(directory, 'migrations', 'dynamodb', `${name}.json`), text)
  await writeFile(path.join(directory, 'homemanager.bash'), renderBashCompletion(COMPLETIONS))
  await writeFile(path.join(directory, 'homemanager.fish'), renderFishCompletion(COMPLETIONS))
  await writeFile(path.join(directory, '_homemanager'), renderZshCompletion(COMPLETIONS))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Two traces: of a request to the gateway, and of one to a service. */
const SPANS = [
  { traceId: 'a1'.repeat(16), name: 'listTodos', component: 'todo', kind: 'server' },
  {
    traceId: 'a1'.repeat(16),
    name: 'GET /todo',
    component: 'gateway',
    kind: 'server',
    attributes: { 'url.path': '/todo/v1/todos' },
  },
  { traceId: 'b2'.repeat(16), name: 'getMe', component: 'identity', kind: 'server' },
  { traceId: 'c3'.repeat(16), name: 'SELECT', component: 'postgres', kind: 'client' },
]

const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['st', ['start', 'status', 'stop', 'studio']],
  ['migrate re', ['repair']],
  ['up --pro', ['--project', '--provider']],
  ['start --no-', ['--no-backup', '--no-cache', '--no-color', '--no-services']],
  ['up --provider ', ['auto', 'docker', 'embedded', 'external']],
  ['up --wait-for id', ['identity']],
  ['up --with ', ['pgbouncer', 'postgres-replica', 'redis']],
  ['wait ', ['budget', 'calendar', 'dynamodb', 'gateway', 'identity', 'mongo', 'notes', 'postgres', 'todo']],
  ['logs re', ['redis']],
  ['logs cal', ['calendar']],
  ['restart notes cal', ['calendar']],
  ['migrate new ', ['dynamodb', 'mongo', 'postgres']],
  ['migrate status --store ', ['dynamodb', 'mongo', 'postgres']],
  ['shell ', ['mongo', 'postgres']],
  [
    'inspect ',
    ['budget', 'category', 'event', 'expense', 'family', 'invitation', 'pet', 'todo', 'user', 'vet_todo'],
  ],
  ['explain todo mon', ['mongo']],
  ['explain todo.of-f', ['todo.of-family']],
  ['init config git', ['github', 'gitignore', 'gitlab']],
  ['completion ', ['bash', 'fish', 'zsh']],
  ['lint docdb ', ['5.0', '8.0']],
  ['--project ', ['second', 'shop']],
  ['--project shop sta', ['start', 'status']],
  ['down --project s', ['second', 'shop']],
  ['snapshot restore be', ['before']],
  ['migrate down --to mongo/0', ['mongo/0001-shops']],
  ['migrate down --to mongo/budget/0001', ['mongo/budget/0001-budget']],
  ['query dynamodb --index ', ['BY_SHOP', 'BY_TAG', 'GSI1', 'GSI2', 'GSI3', 'GSI4']],
  ['trace ', ['a1'.repeat(16), 'b2'.repeat(16)]],
  ['logs --trace b', ['b2'.repeat(16)]],
  ['branch delete ', ['experiment']],
  ['help sta', ['start', 'status']],
  ['conformance todo --only c', ['completeTodo', 'createTodo']],
  ['conformance budget --only getTodo --only create', ['createBudget', 'createCategory', 'createExpense']],
  ['conformance --only complete', ['completeTodo']],
  // No stack is running.
  ['inspect user al', []],
  ['saga show ', []],
  ['events --type todo.', ['todo.todo.created', 'todo.todo.deleted', 'todo.todo.updated']],
]

test.each(CASES)('bash: %s', (line, offered) => {
  expect(completeInBash(line.split(' '))).toEqual(offered)
})

test('bash: profiles, and files where nothing else matches', () => {
  expect(completeInBash(['seed', ''])).toEqual(['demo', 'load', 'small'])
  expect(completeInBash(['up', '--seed', 's'])).toEqual(['small'])
  expect(completeInBash(['up', '--provider', '=', 'do'])).toEqual(['docker'])
  expect(completeInBash(['seed', 'par'])).toEqual([])
})

test.skipIf(!HAS_TERMINAL)('bash: files only for values that can be paths', async () => {
  using terminal = startOnTerminal(['bash', '--norc'], directory)
  terminal.type("source homemanager.bash; homemanager() { printf '<%s>' \"$@\"; }; echo re''ady\r")
  await terminal.waitForText('ready')
  for (const [typed, run] of [
    ['homemanager snapshot restore par\t\r', '<snapshot><restore><par>'],
    ['homemanager seed par\t\r', '<seed><party.yaml>'],
    ['homemanager exec par\t\r', '<exec><party.yaml>'],
  ] as const) {
    terminal.type(typed)
    expect((await terminal.waitForText(run)).screen).toContain(run)
  }
})

test.skipIf(!isInstalled('fish')).each(CASES)('fish: %s', (line, offered) => {
  expect(completeInFish(line)).toEqual(offered)
})

test.skipIf(!isInstalled('fish'))('fish: profiles and files', () => {
  expect(completeInFish('seed ')).toEqual(expect.arrayContaining(['demo', 'load', 'party.yaml', 'small']))
  expect(completeInFish('query mongo -f ')).toContain('party.yaml')
})

test.skipIf(!isInstalled('fish'))('fish: traces have their requests as description, the newest first', () => {
  const script = 'source homemanager.fish; complete -C "homemanager trace "'
  const output = execFileSync('fish', ['--no-config', '-c', script], { cwd: directory, encoding: 'utf8' })
  expect(output).toBe(`${'b2'.repeat(16)}\tidentity getMe\n${'a1'.repeat(16)}\tGET /todo/v1/todos\n`)
})

test.skipIf(!isInstalled('zsh') || !HAS_TERMINAL)('zsh: commands, flags, values and names', async () => {
  using terminal = startOnTerminal(['zsh', '-f'], directory)
  terminal.type("fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; echo re''ady\r")
  await terminal.waitForText('ready')
  for (const [typed, completed] of [
    ['homemanager statu\t', 'homemanager status'],
    ['homemanager migrate repa\t', 'homemanager migrate repair'],
    ['homemanager up --provider em\t', '--provider embedded'],
    ['homemanager --project sec\t', '--project second'],
    ['homemanager migrate down --to mongo/00\t', '--to mongo/0001-shops'],
    ['homemanager help resta\t', 'homemanager help restart'],
    ['homemanager branch delete exp\t', 'homemanager branch delete experiment'],
    ['homemanager conformance todo --only cr\t', '--only createTodo'],
    ['homemanager logs --trace b\t', `--trace ${'b2'.repeat(16)}`],
    // The requests are the descriptions.
    ['homemanager trace \t\t', 'GET /todo/v1/todos'],
    ['homemanager migrate down --to mongo/budget/0001\t', '--to mongo/budget/0001-budget'],
  ] as const) {
    terminal.type(typed)
    expect(await terminal.waitForText(completed)).toMatchObject({ seconds: expect.any(Number) as number })
    // Ctrl-U deletes the line.
    terminal.type('\u0015')
  }
})

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0
}

function completeInBash(words: readonly string[]): readonly string[] {
  const script = `source homemanager.bash; COMP_WORDS=(homemanager "$@"); COMP_CWORD=$#; _homemanager; printf '%s\\n' "\${COMPREPLY[@]}"`
  return toSortedLines(
    execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: directory, encoding: 'utf8' }),
  )
}

function completeInFish(line: string): readonly string[] {
  const script = 'source homemanager.fish; complete -C "homemanager $LINE"'
  const output = execFileSync('fish', ['--no-config', '-c', script], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, LINE: line },
  })
  return toSortedLines(output.replaceAll(/\t.*/g, ''))
}

function toSortedLines(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}
