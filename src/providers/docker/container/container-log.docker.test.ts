import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canTestWithDocker, TEST_IMAGES } from '../../../../test/support/docker.js'
import { connectDaemon, getDockerClient } from '../daemon/connect-daemon.js'
import { readContainerLog, openContainerLog } from './container-log.js'
import { removeContainer } from './container-api.js'

const SCRIPT = `
  printf 'one\\ntwo é\\n'
  echo three >&2
  sleep 1
  printf 'fo'; echo 'from stderr' >&2; sleep 0.2; printf 'ur\\n\\n'
  sleep 60
`

describe.skipIf(!(await canTestWithDocker()))('the log of a container', () => {
  let id: string

  beforeAll(async () => {
    const docker = await getDockerClient()
    const container = await docker.createContainer({
      Image: TEST_IMAGES.redis,
      Entrypoint: ['sh', '-c', SCRIPT],
      name: `hm-test-log-${crypto.randomUUID().slice(0, 8)}`,
    })
    id = container.id
    await container.start()
  })

  afterAll(async () => removeContainer(await connectDaemon(), id))

  test('is followed by line, separately for stdout and stderr, until aborted', async () => {
    const controller = new AbortController()
    const received: string[] = []
    const log = openContainerLog(await connectDaemon(), id)
    for await (const line of log.past()) received.push(line)
    for await (const line of log.follow(controller.signal)) {
      received.push(line)
      if (line === 'four') controller.abort()
    }
    expect(received.toSorted()).toEqual(['four', 'from stderr', 'one', 'three', 'two é'])
  })

  test('has last lines', async () => {
    expect(await readContainerLog(await connectDaemon(), id, 2)).toEqual(['four'])
  })

  test('is empty for a container that does not exist', async () => {
    expect(await readContainerLog(await connectDaemon(), 'f'.repeat(64), 2)).toEqual([])
  })
})
