import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { testConfig } from '../../../../test/support/engines-config.js'
import { freePort } from '../../../../test/support/free-port.js'
import { programForTests } from '../../../../test/support/program-for-tests.js'
import { temporaryFolder } from '../../../../test/support/temporary-folder.js'
import { until } from '../../../../test/support/until.js'
import { openDynamodbStore } from '../../../stores/dynamodb/dynamodb-store.js'
import { dynamodbLocal } from './dynamodb-local.js'

const runnable = programForTests('java', '-version')

test.runIf(runnable)("AWS's jar stands in where dynoxide has no binary", async () => {
  const folder = await temporaryFolder('homemanager-jar-')
  const config = testConfig(folder)
  const port = await freePort()
  const signal = new AbortController().signal
  const launch = await dynamodbLocal(
    { store: 'dynamodb', config, port, signal, onProgress: () => {} },
    `${folder}/data`,
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
    await until(() =>
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
