import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildOnce } from '../../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { type CommandOutcome, startCommandRunner } from '../../../../test/support/start-command-runner.js'
import { HAS_TERMINAL, KEYS, startOnTerminal } from '../../../../test/support/terminal.js'
import { INIT_FILES } from './init-files.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const PROGRAM = path.join(ROOT, 'bin/homemanager.js')
let directory: string
beforeAll(buildOnce)
beforeEach(async () => {
  directory = await createTemporaryDirectory('init-')
})
afterEach(async () => rm(directory, { recursive: true, force: true }))

interface ShellResult {
  readonly code: number
  readonly stdout: string
}
const runInitCommand = async (...args: readonly string[]): Promise<CommandOutcome> => {
  const commands = await startCommandRunner(directory, { HOMEMANAGER_PROVIDER: '' })
  return commands.run(args)
}
/** Runs bash code in which `homemanager` and `npx homemanager` are the built program, and npm does nothing. */
const runShell = (line: string): Promise<ShellResult> =>
  new Promise((resolve) => {
    const functions = `homemanager() { "${process.execPath}" "${PROGRAM}" "$@"; }; npx() { "$@"; }; npm() { true; }`
    const child = execFile(
      'bash',
      ['-c', `${functions}\n${line}`],
      { cwd: directory, env: { ...process.env, NO_COLOR: '1', HOMEMANAGER_PROVIDER: '' } },
      (error, stdout) => resolve({ code: error === null ? 0 : Number(error.code), stdout }),
    )
    child.stdin?.end()
  })

const readProjectFile = (name: string): Promise<string> => readFile(path.join(directory, name), 'utf8')

test('writes the requested files, reports them, and changes nothing on the second run', async () => {
  const names = INIT_FILES.map(({ name }) => name)
  const first = await runInitCommand(
    'init',
    ...names,
    '--project',
    'shop',
    '--provider',
    'embedded',
    '--json',
  )
  await expectToMatchSchema('init', JSON.parse(first.stdout))
  expect([first.code, JSON.parse(first.stdout)]).toEqual([
    0,
    { items: INIT_FILES.map((file) => ({ path: file.path, outcome: 'written' })) },
  ])
  expect(parse(await readProjectFile('homemanager.yaml'))).toEqual({ project: 'shop', provider: 'embedded' })
  expect(JSON.parse(await readProjectFile('.devcontainer/devcontainer.json'))).toMatchObject({ name: 'shop' })
  for (const file of INIT_FILES) expect(await readProjectFile(file.path)).not.toMatch(/(?<!\$)\{\{/)
  const again = await runInitCommand('init', ...names, '--project', 'shop', '--provider', 'embedded')
  expect(again.stdout).not.toContain('written')
})

test('overwrites a file only after confirmation', async () => {
  await writeFile(path.join(directory, 'homemanager.yaml'), 'project: mine\n')
  const rejected = await runInitCommand('init', 'config', 'github', '--json')
  expect([rejected.code, JSON.parse(rejected.stdout)]).toMatchObject([
    3,
    { error: { code: 'CONFIRMATION_NEEDED' } },
  ])
  expect(await readProjectFile('homemanager.yaml')).toBe('project: mine\n')
  await expect(readProjectFile('.github/workflows/homemanager.yml')).rejects.toThrow('ENOENT')
  expect((await runInitCommand('init', 'config', '--yes')).code).toBe(0)
  expect(await readProjectFile('homemanager.yaml')).toContain('project: mine')
  expect(await readProjectFile('homemanager.yaml.bak')).toBe('project: mine\n')
  expect((await runInitCommand('init', 'nonsense')).code).toBe(2)
})

test('a configuration that is not valid is replaced after confirmation, and kept', async () => {
  const config = path.join(directory, 'homemanager.yaml')
  await writeFile(config, 'project: shop\nports: [\n')
  for (const [args, code] of [
    [['init'], 3],
    [['init', 'github'], 2],
    [['status'], 2],
  ] as const)
    expect([args, (await runInitCommand(...args)).code]).toEqual([args, code])
  expect(await readProjectFile('homemanager.yaml')).toBe('project: shop\nports: [\n')
  const { code, stdout } = await runInitCommand('init', '--yes', '--json')
  await expectToMatchSchema('init', JSON.parse(stdout))
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { items: [{ path: 'homemanager.yaml', outcome: 'written', keptAs: 'homemanager.yaml.bak' }, {}, {}] },
  ])
  expect(await readProjectFile('homemanager.yaml.bak')).toBe('project: shop\nports: [\n')
  expect(parse(await readProjectFile('homemanager.yaml'))).toEqual({ project: 'shop', provider: 'auto' })
})

/** Besides the files that are selected. */
async function chooseService(): Promise<void> {
  using terminal = startOnTerminal([process.execPath, PROGRAM, 'init'], directory)
  for (const [question, keys] of [
    ['Project name', KEYS.enter],
    ['How should the engines run', KEYS.enter],
    // The service is the last one.
    ['a todo service of your own', `${KEYS.down.repeat(7)} ${KEYS.enter}`],
    ['Framework of the service', KEYS.enter],
  ] as const) {
    await terminal.waitForText(question)
    terminal.type(keys)
  }
  expect(await terminal.waitForExit()).toMatchObject({ exit: 0 })
}

test.skipIf(!HAS_TERMINAL)(
  'the defaults of the prompts write a useful project, and the answers stay on the screen',
  async () => {
    await writeFile(path.join(directory, '.gitignore'), '/node_modules\n*.log')
    await writeFile(
      path.join(directory, 'package.json'),
      '{\n\t"name": "app",\n\t"scripts": { "test": "echo \\"Error: no test specified\\" && exit 1", "stack:up": "mine" }\n}\n',
    )
    using terminal = startOnTerminal([process.execPath, PROGRAM, 'init'], directory)
    await terminal.waitForText('Project name')
    terminal.type(`My App${KEYS.enter}`)
    await terminal.waitForText('not a valid project name')
    terminal.type(`shop${KEYS.enter}`)
    await terminal.waitForText('How should the engines run')
    terminal.type(KEYS.enter)
    await terminal.waitForText('Files to write')
    terminal.type(KEYS.enter)
    const { exit, screen } = await terminal.waitForExit()
    expect(exit).toBe(0)
    expect(screen).toContain('Files to write: homemanager.yaml, .gitignore, package.json')
    expect(screen).toContain('.gitignore extended')
    expect(screen).toContain(
      "package.json extended: scripts stack:down; script test instead of npm's placeholder; dev dependency homemanager",
    )
    expect(parse(await readProjectFile('homemanager.yaml'))).toEqual({ project: 'shop', provider: 'auto' })
    expect(await readProjectFile('.gitignore')).toBe('/node_modules\n*.log\n.homemanager/\n')
    const manifest = await readProjectFile('package.json')
    expect(manifest).toMatch(/^\t"name"/m)
    expect(JSON.parse(manifest)).toMatchObject({
      name: 'app',
      scripts: { test: 'homemanager verify', 'stack:up': 'mine', 'stack:down': 'homemanager down' },
      devDependencies: { homemanager: expect.stringMatching(/^\^\d/) as string },
    })
    await expect(readProjectFile('.github/workflows/homemanager.yml')).rejects.toThrow('ENOENT')
    const again = await runInitCommand('init', '--yes', '--project', 'shop')
    expect([again.code, again.stdout]).toEqual([0, expect.not.stringContaining('extended')])
    await chooseService()
    expect(await readProjectFile('todo/package.json')).toContain('"fastify"')
  },
)

test.skipIf(!HAS_TERMINAL).each([
  ['n', `n${KEYS.enter}`, ['init', 'config']],
  ['Enter', KEYS.enter, ['down', '--volumes']],
  ['Escape', KEYS.escape, ['init', 'config']],
])('a confirmation that is answered with %s fails and changes nothing', async (_name, keys, args) => {
  const config = path.join(directory, 'homemanager.yaml')
  await writeFile(config, 'project: kept\n')
  using terminal = startOnTerminal([process.execPath, PROGRAM, ...args], directory)
  await terminal.waitForText('(y/N)')
  terminal.type(keys)
  const { exit, screen } = await terminal.waitForExit()
  expect([exit, screen]).toEqual([1, expect.stringMatching(/✗ Nothing was changed\.\n\s+CANCELLED$/)])
  expect(await readFile(config, 'utf8')).toBe('project: kept\n')
})

test('without --seed, scripts and jobs load the dataset of the next step, demo', async () => {
  expect((await runInitCommand('init', 'package', 'github')).code).toBe(0)
  expect(await readProjectFile('package.json')).toContain('"homemanager up --seed demo"')
  expect(await readProjectFile('.github/workflows/homemanager.yml')).toContain('--seed demo')
})

test('a package.json that is not valid is an error, and nothing is written', async () => {
  await writeFile(path.join(directory, 'package.json'), '{"name": ')
  const { code, stdout } = await runInitCommand('init', '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'CONFIG_INVALID' } }])
  await expect(readProjectFile('homemanager.yaml')).rejects.toThrow('ENOENT')
})

interface WorkflowJob {
  readonly steps: readonly { readonly run?: string }[]
}

test('the commands of the workflow and the job run unchanged', async () => {
  const written = await runInitCommand(
    'init',
    'package',
    'github',
    'gitlab',
    '--provider',
    'embedded',
    '--seed',
    'demo',
  )
  expect(written.stderr).toContain('.gitlab-ci.yml has: include: { local: .gitlab/homemanager.yml }')
  // As after npm ci.
  const programs = path.join(directory, 'node_modules/.bin')
  await mkdir(programs, { recursive: true })
  await symlink(PROGRAM, path.join(programs, 'homemanager'))
  const { jobs } = parse(await readProjectFile('.github/workflows/homemanager.yml')) as {
    readonly jobs: Readonly<Record<string, WorkflowJob>>
  }
  const lines = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .flatMap(({ run }) => (run === undefined ? [] : [run]))
  const { integration } = parse(await readProjectFile('.gitlab/homemanager.yml')) as {
    readonly integration: { readonly before_script: readonly string[]; readonly script: readonly string[] }
  }
  expect(lines).toHaveLength(2)
  const all = [...new Set([...lines, ...integration.before_script, ...integration.script])]
  const { code, stdout } = await runShell(['set -e', ...all].join('\n'))
  expect([code, stdout]).toEqual([0, expect.stringContaining('are consistent')])
})

test.skipIf(spawnSync('docker', ['compose', 'version']).status !== 0)(
  'docker compose accepts the override with the command that it documents, also with the example service',
  async () => {
    await runInitCommand('init', 'compose')
    const written = await readProjectFile('docker-compose.override.yml')
    const line = /docker compose .* -f docker-compose\.override\.yml/.exec(written)?.[0] ?? ''
    const composeFile = 'compose/docker-compose.yml'
    const config = `${line.replace(`node_modules/homemanager/${composeFile}`, `'${ROOT}${composeFile}'`)} config --format json`
    expect((await runShell(config)).code).toBe(0)
    const withService = written.replaceAll(
      /^ {2}# (?= *(?:app|build|depends_on|postgres|dynamodb|mongo):)/gm,
      '  ',
    )
    await writeFile(path.join(directory, 'docker-compose.override.yml'), withService)
    expect(JSON.parse((await runShell(config)).stdout)).toMatchObject({
      services: { app: { build: { context: await realpath(directory) } } },
    })
  },
)

test('writes a service for a framework', async () => {
  const { code } = await runInitCommand('init', 'service', '--template', 'express')
  expect(code).toBe(0)
  expect(await readProjectFile('todo/server.mjs')).toContain("from 'express'")
  expect(JSON.parse(await readProjectFile('todo/package.json'))).toMatchObject({
    type: 'module',
    dependencies: { express: expect.any(String) as string },
  })
  expect((await runInitCommand('init', '--template', 'hono')).code).toBe(2)
})

test('what to do next is npm install only if homemanager is not installed', async () => {
  const init = 'homemanager init package 2>&1; rm package.json'
  expect((await runShell(init)).stdout).toContain('Next: npm install, then npm run stack:up')
  await mkdir(path.join(directory, 'node_modules', 'homemanager'), { recursive: true })
  expect((await runShell(init)).stdout).toContain('Next: npm run stack:up')
})
