import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { createCliProject } from '../../../../test/support/cli-project.js'

const SERVICE = fileURLToPath(new URL('../../../../test/programs/todo-service', import.meta.url))

test.skipIf(!canTestWithProgram('python3', '-c', 'import boto3'))(
  'no failure of the todo service in Python is found, while it and its engine are killed',
  async () => {
    await using project = await createCliProject(
      `services:\n  todo: { command: exec python3 server.py, cwd: ${JSON.stringify(SERVICE)} }\n`,
    )
    expect(await project.run('up', '--seed', 'demo')).toMatchObject({ code: 0 })
    const { stdout } = await project.run('torture', 'todo', '--for', '60s', '--json')
    const report = JSON.parse(stdout) as { readonly kills: number }
    expect(report).toMatchObject({ ok: true, items: [] })
    expect(report.kills).toBeGreaterThanOrEqual(2)
  },
)
