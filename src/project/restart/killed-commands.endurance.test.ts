import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'
import { killCommand, type KilledCommand } from '../../../test/support/kill-command.js'
import { listProcessesOf, type StackProcessName } from '../../../test/support/stack-processes.js'
import { waitUntil } from '../../../test/support/wait-until.js'

const ROUNDS = 50
const COMMANDS: readonly KilledCommand[] = ['up', 'down', 'restart']
const ALSO_KILLED: readonly (StackProcessName | undefined)[] = [
  undefined,
  'postgres',
  'dynamodb',
  'mongo',
  'services',
  'supervisor',
]

test.skipIf(process.platform !== 'linux')(
  `up repairs what ${ROUNDS} commands leave that are killed at random moments, with a component each`,
  { timeout: 1_800_000 },
  async () => {
    await using stack = await createCliProject()
    expect(await stack.run('up', '--seed', 'demo')).toMatchObject({ code: 0 })
    for (let round = 0; round < ROUNDS; round++) {
      const command = COMMANDS[randomInt(COMMANDS.length)] ?? 'up'
      // Otherwise up would have nothing to do.
      if (command === 'up') await stack.run('down')
      await killCommand(stack, command, ALSO_KILLED[randomInt(ALSO_KILLED.length)])
    }
    expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
    expect(await stack.run('down')).toMatchObject({ code: 0 })
    await waitUntil(() => listProcessesOf(stack).length === 0)
  },
)
