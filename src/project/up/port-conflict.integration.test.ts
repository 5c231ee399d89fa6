import { test } from 'vitest'
import { expectNextFreePort } from '../../../test/support/expect-next-free-port.js'

test('if a port is bound after it was chosen, the next free one is used', () =>
  expectNextFreePort('embedded'))
