import { expect, test } from 'vitest'
import { createTestConfig } from '../../test/support/create-test-config.js'
import { assertUnprotected } from './state/assert-unprotected.js'
import { Project } from './project.js'

const config = createTestConfig('/nowhere')

test('a protected store, or any store of a protected project, is never changed', async () => {
  assertUnprotected(config)
  const protectedMongo = { ...config, mongo: { ...config.mongo, protected: true } }
  assertUnprotected(protectedMongo, ['postgres'])
  expect(() => assertUnprotected(protectedMongo)).toThrow('mongo is protected; nothing was changed.')
  expect(() => assertUnprotected({ ...config, protected: true }, ['dynamodb'])).toThrow(
    expect.objectContaining({ code: 'TARGET_PROTECTED' }) as Error,
  )
  const project = new Project({ ...config, protected: true })
  const snapshots = await project.snapshots()
  const signal = new AbortController().signal
  await expect(snapshots.undo({ signal } as Parameters<typeof snapshots.undo>[0])).rejects.toMatchObject({
    code: 'TARGET_PROTECTED',
  })
})
