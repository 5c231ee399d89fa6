import { test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { expectNextFreePort } from '../../../test/support/expect-next-free-port.js'

test.skipIf(!(await canTestWithDocker()))(
  'if a port is bound after it was chosen, the next free one is used with Docker',
  () => expectNextFreePort('docker'),
)
