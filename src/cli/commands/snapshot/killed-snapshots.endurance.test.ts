import { expect, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { killSnapshotCommand, readVerifiedFingerprint } from '../../../../test/support/kill-snapshot.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)

test.skipIf(process.platform !== 'linux')(
  'killed at a random moment, a save leaves nothing incomplete and a restore one of the two states',
  { timeout: 3_600_000 },
  async () => {
    await using stack = await createCliProject()
    expect(await stack.run('up', '--seed', 'demo')).toMatchObject({ code: 0 })
    const seeded = await readVerifiedFingerprint(stack)
    expect(await stack.run('snapshot', 'save', 'seeded')).toMatchObject({ code: 0 })
    expect(await stack.run('reset', '--no-backup', '--yes')).toMatchObject({ code: 0 })
    const empty = await readVerifiedFingerprint(stack)
    for (let round = 0; round < ROUNDS; round++) {
      const current = await killSnapshotCommand(stack, ['snapshot', 'save', `save-${round}`], [empty])
      const restore = ['snapshot', 'restore', 'seeded', '--yes', '--no-backup']
      const restored = await killSnapshotCommand(stack, restore, [current, seeded])
      expect([empty, seeded]).toContain(restored)
      await stack.runOk('reset', '--no-backup', '--yes')
      const { code, stderr } = await stack.run('snapshot', 'delete', `save-${round}`, '--yes')
      // The command may have been killed before it was saved.
      expect(code === 0 ? 'SNAPSHOT_NOT_FOUND' : stderr).toContain('SNAPSHOT_NOT_FOUND')
    }
  },
)
