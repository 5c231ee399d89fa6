import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandRunner, startCommandRunner } from '../../test/support/start-command-runner.js'
import { COMMANDS } from './command-index.js'
import { displayWidth } from '../output/display-width.js'
import { COMMAND_GROUPS } from './define-command.js'

const VISIBLE = COMMANDS.map(({ definition }) => definition).filter(({ hidden }) => hidden !== true)
const PATHS = VISIBLE.flatMap(({ name, subcommands = {} }) => [
  name,
  ...Object.keys(subcommands).map((sub) => `${name} ${sub}`),
])
let commands: CommandRunner
beforeAll(async () => {
  commands = await startCommandRunner()
})
afterAll(() => commands[Symbol.asyncDispose]())

async function run(args: readonly string[], columns = 80): Promise<string> {
  const { stdout, stderr } = await commands.run(args, columns)
  expect(stderr).toBe('')
  return stdout
}

test('the root help lists every command once, in groups', async () => {
  const help = await run(['--help'])
  const headings = [...help.matchAll(/^([A-Z][\w ]+):$/gm)].map(([, heading]) => heading)
  expect(help.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([])
  expect(headings).toEqual([...COMMAND_GROUPS, 'Global options', 'Examples'])
  const listed = [...help.matchAll(/^ {2}([a-z]+) +[A-Z].*$/gm)].map(([, name]) => name)
  expect(listed).toEqual(VISIBLE.map(({ name }) => name))
  expect(await run([])).toBe(help)
  expect(await run(['help'])).toBe(help)
})

test('summaries are imperative phrases without a period', () => {
  for (const { name, summary } of VISIBLE) expect(`${name}: ${summary}`).toMatch(/: [A-Z][a-z]+,? .*[^.]$/)
})

test.each(PATHS)('%s --help: examples, global options, one style of defaults, 80 columns', async (path) => {
  const help = await run([...path.split(' '), '--help'])
  expect(help).toContain(`Usage: homemanager ${path} `)
  expect(help).toMatch(/^Examples:\n(?: {2}# .*\n)? {2}\$ homemanager /m)
  expect(help).toMatch(
    /\n\nGlobal options: --json, --project, --cwd, --yes, --quiet, --verbose, --no-color\n$/,
  )
  expect(help).not.toMatch(/default: "|choices: "|\(default:[^)]*\) *\(/)
  expect(help.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([])
})

test.each([
  ['start', 'up'],
  ['stop', 'down'],
  ['ps', 'status'],
])('%s is an alias of %s, which its help shows', async (alias, name) => {
  const help = await run([name, '--help'])
  expect(help).toMatch(new RegExp(`^Aliases: ${alias}$`, 'm'))
  expect(await run([alias, '--help'])).toBe(help)
})

test('help COMMAND is COMMAND --help', async () => {
  const help = await run(['migrate', 'status', '--help'])
  expect(await run(['help', 'migrate', 'status'])).toBe(help)
  expect(await run(['migrate', 'help', 'status'])).toBe(help)
})

test('help all has the help of every command and subcommand', async () => {
  const help = await run(['help', 'all'])
  const usages = [...help.matchAll(/^Usage: homemanager ([a-z-]+(?: [a-z-]+)?)/gm)].map(([, path]) => path)
  expect(usages).toEqual(PATHS)
  expect(help).toContain('--allow-out-of-order')
  expect(help.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([])
})

test('the width of the help follows the terminal up to 100 columns', async () => {
  const longest = async (columns: number): Promise<number> => {
    const help = await run(['migrate', '--help'], columns)
    return Math.max(...help.split('\n').map((line) => line.length))
  }
  expect(await longest(60)).toBeLessThanOrEqual(60)
  expect(await longest(100)).toBeGreaterThan(80)
  expect(await longest(200)).toBeLessThanOrEqual(100)
})

test('version prints the version, also as JSON', async () => {
  const version = await run(['version'])
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(JSON.parse(await run(['version', '--json']))).toEqual({ version: version.trim() })
})
