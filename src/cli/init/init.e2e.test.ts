import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildOnce } from '../../../test/support/build-once.js'
import { HAS_TERMINAL, KEYS, onTerminal } from '../../../test/support/terminal.js'
import { INIT_PARTS } from './init-parts.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PROGRAM = path.join(ROOT, 'bin/homemanager.js')
let folder: string
beforeAll(buildOnce)
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'init-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

interface Said {
  readonly code: number
  readonly stdout: string
}
const run = (...args: readonly string[]): Promise<Said> => shell('homemanager "$@"', ...args)
/** A line of bash in which `homemanager` and `npx homemanager` are the built program, and npm does nothing. */
const shell = (line: string, ...args: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const functions = `homemanager() { "${process.execPath}" "${PROGRAM}" "$@"; }; npx() { "$@"; }; npm() { true; }`
    const child = execFile(
      'bash',
      ['-c', `${functions}\n${line}`, 'bash', ...args],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1', HOMEMANAGER_PROVIDER: '' } },
      (error, stdout) => resolve({ code: error === null ? 0 : Number(error.code), stdout }),
    )
    child.stdin?.end()
  })

const text = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')

test('writes what is asked for, says so, and changes nothing the second time', async () => {
  const names = INIT_PARTS.map(({ name }) => name)
  const first = await run('init', ...names, '--project', 'shop', '--provider', 'embedded', '--json')
  expect([first.code, JSON.parse(first.stdout)]).toEqual([
    0,
    { files: INIT_PARTS.map((part) => ({ path: part.path, outcome: 'written' })) },
  ])
  expect(parse(await text('homemanager.yaml'))).toEqual({ project: 'shop', provider: 'embedded' })
  expect(JSON.parse(await text('.devcontainer/devcontainer.json'))).toMatchObject({ name: 'shop' })
  for (const part of INIT_PARTS) expect(await text(part.path)).not.toContain('{{')
  const again = await run('init', ...names, '--project', 'shop', '--provider', 'embedded')
  expect(again.stdout).not.toContain('written')
})

test('never writes over a file without a yes', async () => {
  await writeFile(path.join(folder, 'homemanager.yaml'), 'project: mine\n')
  const refused = await run('init', 'config', 'github', '--json')
  expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([
    3,
    { error: { code: 'CONFIRMATION_NEEDED' } },
  ])
  expect(await text('homemanager.yaml')).toBe('project: mine\n')
  await expect(text('.github/workflows/homemanager.yml')).rejects.toThrow('ENOENT')
  expect((await run('init', 'config', '--yes')).code).toBe(0)
  expect(await text('homemanager.yaml')).toContain('project: mine')
  expect((await run('init', 'nonsense')).code).toBe(2)
})

test.skipIf(!HAS_TERMINAL)('asks on a terminal', async () => {
  using terminal = onTerminal([process.execPath, PROGRAM, 'init'], folder)
  await terminal.until('Name of the project')
  terminal.type(`shop${KEYS.enter}`)
  await terminal.until('How shall the engines run')
  terminal.type(KEYS.down + KEYS.down + KEYS.enter)
  await terminal.until('Write homemanager.yaml')
  terminal.type(`y${KEYS.enter}`)
  for (const part of INIT_PARTS.slice(1)) {
    await terminal.until(`Write ${part.path}`)
    terminal.type(KEYS.enter)
  }
  expect((await terminal.end()).exit).toBe(0)
  expect(parse(await text('homemanager.yaml'))).toEqual({ project: 'shop', provider: 'embedded' })
})

interface Job {
  readonly steps: readonly { readonly run?: string; readonly if?: string }[]
}

test("the workflow's and the job's lines run as they stand", { timeout: 180_000 }, async () => {
  await run('init', 'github', 'gitlab', '--provider', 'embedded', '--seed', 'demo')
  const { jobs } = parse(await text('.github/workflows/homemanager.yml')) as {
    readonly jobs: Readonly<Record<string, Job>>
  }
  const lines = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.run === undefined || step.if === 'failure()' ? [] : [step.run]))
  const { integration } = parse(await text('.gitlab/homemanager.yml')) as {
    readonly integration: { readonly before_script: readonly string[]; readonly script: readonly string[] }
  }
  // `npm test` is a program there, not a function: exec starts it.
  const all = [...new Set([...lines, ...integration.before_script, ...integration.script])]
  const said = await shell(
    ['set -e', ...all.map((line) => line.replace(/-- npm test$/, '-- true'))].join('\n'),
  )
  expect([said.code, lines.length]).toEqual([0, 8])
})

test.skipIf(spawnSync('docker', ['compose', 'version']).status !== 0)(
  'Compose takes the override beside our file, by the line that stands in it, also with the service that it shows',
  async () => {
    await run('init', 'compose')
    const written = await text('docker-compose.override.yml')
    const line = /docker compose .* -f docker-compose\.override\.yml/.exec(written)?.[0] ?? ''
    const ours = 'compose/docker-compose.yml'
    const config = `${line.replace(`node_modules/homemanager/${ours}`, `'${ROOT}${ours}'`)} config --format json`
    expect((await shell(config)).code).toBe(0)
    const withService = written.replaceAll(
      /^ {2}# (?= *(?:app|build|depends_on|postgres|dynamodb|mongo):)/gm,
      '  ',
    )
    await writeFile(path.join(folder, 'docker-compose.override.yml'), withService)
    expect(JSON.parse((await shell(config)).stdout)).toMatchObject({
      services: { app: { build: { context: await realpath(folder) } } },
    })
  },
)
