import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { createDockerProject } from '../../../test/support/docker-project.js'
import { writeMarker, readMarkers } from '../../../test/support/markers.js'
import { createStack, type Stack } from '../stack/create-stack.js'

describe.skipIf(!(await canTestWithDocker()))('forks of a stack in Docker', () => {
  test('have the same dataset as embedded engines, are isolated from each other, and are dropped', async () => {
    await using project = await createDockerProject()
    const options = { services: 'none', seed: 'demo' } as const
    await using embedded = await createStack({ ...options, ephemeral: true, provider: 'embedded' })
    await using stack = await createStack({ ...options, cwd: project.directory, provider: 'docker' })
    expect(stack.status.provider).toBe('docker')
    const { fingerprint } = await embedded.verify()
    {
      await using first = await stack.fork()
      await using second = await stack.fork()
      const reports = [await stack.verify(), await first.verify(), await second.verify()]
      for (const report of reports) expect(report).toMatchObject({ ok: true, fingerprint })
      await writeMarker(first, 1)
      await writeMarker(second, 2)
      expect(await readMarkers(first)).toEqual([['mark 1'], 'mark 1', ['mark 1']])
      expect(await readMarkers(second)).toEqual([['mark 2'], 'mark 2', ['mark 2']])
      expect(await readMarkers(stack)).toEqual([[], undefined, []])
    }
    expect(await listForks(stack)).toEqual([])
    expect((await stack.verify()).fingerprint).toEqual(fingerprint)
  }, 170_000)
})

/** Databases and tables of forks. */
async function listForks({ stores }: Stack): Promise<readonly string[]> {
  const { rows } = await stores.postgres.pool.query<{ datname: string }>('SELECT datname FROM pg_database')
  const { databases } = await stores.mongo.client.db('admin').admin().listDatabases()
  const { TableNames: tables = [] } = await stores.dynamodb.client.send(new ListTablesCommand({}))
  const names = [...rows.map(({ datname }) => datname), ...databases.map(({ name }) => name), ...tables]
  return names.filter((name) => name.includes('fork_'))
}
