import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTestConfig } from '../../../../test/support/create-test-config.js'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'
import { buildOnce } from '../../../../test/support/build-once.js'
import { prepareDynamodbLocal } from './dynamodb-local.js'
import { toFrontedLaunch } from './fronted-launch.js'
import { toEmbeddedEndpoint } from './local-endpoint.js'

const hasJava = canTestWithProgram('java', '-version')

test.runIf(hasJava)('runs DynamoDB Local on platforms without a dynoxide binary', async () => {
  const directory = await createTemporaryDirectory('homemanager-jar-')
  const config = createTestConfig(directory)
  const port = await reserveFreePort()
  const signal = new AbortController().signal
  const request = { store: 'dynamodb', config, port, signal, onProgress: () => {} } as const
  const jar = await prepareDynamodbLocal(request, `${directory}/data`)
  if ('problem' in jar) throw new Error(jar.problem)
  await buildOnce()
  const launch = toFrontedLaunch(request, jar)
  const env = { ...process.env, ...launch.env }
  const child = spawn(launch.command, [...launch.args], { stdio: 'ignore', env })
  const store = openDynamodbStore({ ...toEmbeddedEndpoint(config, port), table: 'trial' })
  try {
    const isReady = (): Promise<boolean> =>
      store.ping().then(
        () => true,
        () => false,
      )
    await waitUntil(isReady, 60_000)
    await store.client.send(
      new CreateTableCommand({
        TableName: 'trial',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      }),
    )
    const { Table } = await store.client.send(new DescribeTableCommand({ TableName: 'trial' }))
    expect(Table?.TableStatus).toBe('ACTIVE')
  } finally {
    await store[Symbol.asyncDispose]()
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
