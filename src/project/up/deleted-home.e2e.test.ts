import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { isAlive } from '../../providers/process-identity.js'
import { stopProcess } from '../../providers/stop-process.js'

test.skipIf(process.platform !== 'linux')(
  'up recovers after the state directory was deleted while the stack was running, and down says what was lost',
  async () => {
    await using project = await createCliProject()
    expect(await project.run('up')).toMatchObject({ code: 0 })
    const { engines, services } = await project.readState()
    const processes = [...engines.map((engine) => engine.process), services?.process]
    expect(processes.every((each) => each !== undefined && isAlive(each))).toBe(true)
    await rm(dirname(project.home), { recursive: true, maxRetries: 10 })
    const again = await project.run('up')
    expect(again).toMatchObject({ code: 0 })
    expect(again.stderr).toContain('The state directory was deleted while the stack was running.')
    expect(processes.some((each) => each !== undefined && isAlive(each))).toBe(false)

    const postgres = (await project.readState()).engines.find(({ store }) => store === 'postgres')?.process
    await rm(dirname(project.home), { recursive: true, maxRetries: 10 })
    // PostgreSQL ends by itself some seconds after its files were deleted.
    if (postgres !== undefined) await stopProcess(postgres, 'SIGKILL', 5000)
    const down = await project.run('down', '--json')
    await expectToMatchSchema('down', JSON.parse(down.stdout))
    expect(JSON.parse(down.stdout)).toMatchObject({
      stopped: ['services', 'mongo', 'dynamodb'],
      lost: ['postgres', 'dynamodb', 'mongo'],
      deleted: [],
    })
    expect(await project.run('down')).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
  },
)
