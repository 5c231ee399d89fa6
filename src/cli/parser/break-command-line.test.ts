import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { breakCommandLine } from './break-command-line.js'

const LINES = [
  'echo --ephemeral --seed small --on-failure-save failure.tar.gz -- npm test',
  'echo postgres "SELECT * FROM users WHERE email = :email" -p email=alex@homemanager.example',
  'echo all "SELECT u.email, t.title FROM users u JOIN todos t ON t.owner = u.id" --limit 5',
  'echo mongo \'expenses.find({a: "b"})\' --json',
]

test.each(LINES)('a shell reads the same words: %s', (line) => {
  const broken = breakCommandLine(`  ${line}`, 44)
  expect(broken.split('\n').length).toBeGreaterThan(1)
  for (const each of broken.split('\n')) expect(each.length).toBeLessThanOrEqual(44)
  const run = (command: string): string =>
    spawnSync('sh', ['-c', command.replace('echo', String.raw`printf '<%s>'`)], { encoding: 'utf8' }).stdout
  // In double quotes, there may be further spaces.
  expect(run(broken).replaceAll(/ +/g, ' ')).toBe(run(line))
})

test('an option stays with its value, and a line that fits is not changed', () => {
  expect(breakCommandLine('  $ homemanager env --format dotenv > .env', 40)).toBe(
    '  $ homemanager env --format dotenv \\\n      > .env',
  )
  expect(breakCommandLine('  $ homemanager env --format dotenv', 28)).toBe(
    '  $ homemanager env \\\n      --format dotenv',
  )
  expect(breakCommandLine('  $ homemanager env', 28)).toBe('  $ homemanager env')
})
