import { expect, test } from 'vitest'
import { describeSystemError } from './describe-system-error.js'

test.each([
  ['ENOSPC', 'ENOSPC: no space left on device, write', 'The disk is full.'],
  ['EIO', 'EIO: i/o error, write', 'The disk or device reported an error.'],
  [
    'ELOOP',
    "ELOOP: too many symbolic links encountered, open '/x'",
    'The system says: too many symbolic links encountered.',
  ],
  ['EINVAL', 'write EINVAL', 'The system says: write EINVAL.'],
])('%s is described without its code', (code, message, expected) => {
  expect(describeSystemError(Object.assign(new Error(message), { code }))).toBe(expected)
})
