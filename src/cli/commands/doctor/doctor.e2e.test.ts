import { expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createProjectDirectory } from '../../../../test/support/project-directory.js'

test('doctor prints all checks, and down and env their documents', async () => {
  await buildOnce()
  await using project = await createProjectDirectory({
    postgres: { url: 'postgres://user:secret@127.0.0.1:1/none' },
    dynamodb: {
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      table: 'none',
      accessKeyId: 'none',
      secretAccessKey: 'none',
    },
    mongo: { url: 'mongodb://127.0.0.1:1/none' },
  })
  const doctor = await project.run('doctor', '--json')
  const diagnosis = JSON.parse(doctor.stdout) as { ok: boolean; items: readonly { check: string }[] }
  await expectToMatchSchema('doctor', diagnosis)
  expect(doctor.code).toBe(diagnosis.ok ? 0 : 4)
  expect(diagnosis.items.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['node', 'glibc', 'docker', 'disk', 'permissions', 'secrets']),
  )

  const env: unknown = JSON.parse(
    (await project.run('env', '--json', '--map', 'PGURL=HOMEMANAGER_POSTGRES_URL')).stdout,
  )
  await expectToMatchSchema('env', env)
  expect(env).toMatchObject({ PGURL: 'postgres://user:secret@127.0.0.1:1/none' })

  for (const [pair, expected] of [
    ['1A=HOMEMANAGER_POSTGRES_URL', 'where NEW consists of letters'],
    ['A=POSTGRES', 'where OLD is one of HOMEMANAGER_STACK_ROOT, '],
  ] as const)
    expect(await project.run('env', '--map', pair)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Expected NEW=OLD, ${expected}`) as string,
    })

  const down: unknown = JSON.parse((await project.run('down', '--json')).stdout)
  await expectToMatchSchema('down', down)
  expect(down).toMatchObject({ project: 'test', deleted: [] })
})
