import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestUser } from '../support/api-caller.js'
import { startDynamodbFront } from '../support/aws/start-dynamodb-front.js'
import { createCliProject } from '../support/cli-project.js'
import { getStaticKeys } from '../support/get-static-keys.js'
import { startCommandRunner } from '../support/start-command-runner.js'
import { createTestDatabases } from '../support/test-databases.js'

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true',
}
const RESOURCES = [
  'arn:aws:dynamodb:*:*:table/homemanager-todos',
  'arn:aws:dynamodb:*:*:table/homemanager-todos/index/*',
  'arn:aws:dynamodb:*:*:table/homemanager-todos-*',
]
/** Names the account in questions. It is not about a table. */
const ENDPOINTS = 'dynamodb:DescribeEndpoints'
/** What the project's own migrations may do, and a setting that the engine of this test lacks. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  migrate: [
    'BatchWriteItem',
    'DeleteItem',
    'Scan',
    'UpdateContinuousBackups',
    'UpdateItem',
    'UpdateTable',
  ].map((name) => `dynamodb:${name}`),
}
const SETTINGS = ['billingMode: PAY_PER_REQUEST', 'pointInTimeRecovery: true', 'tags: { team: home }']

test('the policies in templates/aws allow what the commands request, and no more', async () => {
  await using databases = await createTestDatabases()
  await using front = await startDynamodbFront(getStaticKeys(databases.endpoints.dynamodb))
  front.keys = new Map([['AKIAEXAMPLE', { secretAccessKey: 'secret' }]])
  const table = `policies-${randomUUID()}`
  const lines = [
    `endpoint: ${front.url}`,
    'region: eu-central-1',
    'credentials: default',
    `table: ${table}`,
    ...SETTINGS,
  ]
  await using stack = await createCliProject(`dynamodb:\n${lines.map((line) => `  ${line}\n`).join('')}`)
  await using runner = await startCommandRunner(stack.directory, KEYS)
  const runAll = async (...commands: readonly (readonly string[])[]): Promise<void> => {
    for (const args of commands) expect([args, await runner.run(args)]).toMatchObject([args, { code: 0 }])
  }
  const expectPolicy = async (name: string): Promise<void> => {
    const actions = [...front.permissions, ...(ALSO[name] ?? [])].filter((action) => action !== ENDPOINTS)
    front.permissions.clear()
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: RESOURCES },
        { Effect: 'Allow', Action: ENDPOINTS, Resource: '*' },
      ],
    }
    await expect(`${JSON.stringify(policy, undefined, 2)}\n`).toMatchFileSnapshot(
      `../../templates/aws/policy-${name}.json`,
    )
  }

  await runAll(['up', '--no-services'])
  await expectPolicy('migrate')
  await runAll(['seed', 'demo'], ['seed', 'demo', '--repair'], ['seed', 'demo', '--reset', '--yes'])
  await expectPolicy('seed')
  await runAll(
    ['verify', '--dataset'],
    ['inspect', 'user', 'alex.parker@homemanager.example'],
    ['inspect', '--search', 'faucet'],
    ['explain'],
    ['query', 'dynamodb', `SELECT * FROM "${table}"`],
    ['snapshot', 'save', 'all', '--portable'],
  )
  await expectPolicy('read')
  await runAll(['up'], ['status'])
  const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
  const { body: todo, headers } = await user.call('POST', '/todo/v1/todos', { title: 'Rake' })
  const path = `/todo/v1/todos/${todo['id']}`
  const ifMatch = { 'if-match': headers.get('etag') ?? '' }
  const answers = [
    await user.call('GET', '/todo/v1/todos'),
    await user.call('GET', path),
    await user.call('PATCH', path, { status: 'completed' }, ifMatch),
    await user.call('DELETE', path),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 204])
  await expectPolicy('services')
  await runAll(['probe'])
  await expectPolicy('probe')
})
