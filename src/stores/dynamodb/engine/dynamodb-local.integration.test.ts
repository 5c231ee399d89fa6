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
import { prepareDynamodbLocal } from './dynamodb-local.js'

const hasJava = canTestWithProgram('java', '-version')

test.runIf(hasJava)('runs DynamoDB Local on platforms without a dynoxide binary', async () => {
  const directory = await createTemporaryDirectory('homemanager-jar-')
  const config = createTestConfig(directory)
  const port = await reserveFreePort()
  const signal = new AbortController().signal
  const launch = await prepareDynamodbLocal(
    { store: 'dynamodb', config, port, signal, onProgress: () => {} },
    `${directory}/data`,
  )
  if ('problem' in launch) throw new Error(launch.problem)
  const child = spawn(launch.command, [...launch.args], { stdio: 'ignore' })
  const { region, accessKeyId, secretAccessKey } = config.dynamodb
  const store = openDynamodbStore({
    endpoint: `http://127.0.0.1:${port}`,
    table: 'trial',
    region,
    accessKeyId,
    secretAccessKey,
  })
  try {
    await waitUntil(() =>
      store.ping().then(
        () => true,
        () => false,
      ),
    )
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
