import { expect, test } from 'vitest'
import { getSharedMemorySettings } from './shared-memory-settings.js'

test.skipIf(process.platform !== 'linux')('without shared memory, parallel queries use files', () => {
  expect(getSharedMemorySettings('/proc/none')).toEqual(['dynamic_shared_memory_type=mmap'])
  // As small as possible.
  expect(getSharedMemorySettings('/proc')).toEqual(['dynamic_shared_memory_type=mmap'])
})
