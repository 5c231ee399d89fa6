import { expect } from 'vitest'
import type { SeedReport } from '../../src/dataset/seeding/seed-report.js'
import type { VerifyReport } from '../../src/verify/verify-stores.js'
import { createMigratedStores } from './migrated-stores.js'
import { createProjectDirectory } from './project-directory.js'

/**
 * Seeds empty stores, killing the program at random moments, and then runs it to completion. Resolves to the fingerprint of
 * the result and how often the program was killed.
 */
export async function seedWithKills(
  args: readonly string[],
  maxMs: number,
): Promise<{ readonly fingerprint: string; readonly kills: number }> {
  await using migrated = await createMigratedStores()
  await using project = await createProjectDirectory(migrated.endpoints)
  let kills = 0
  for (let attempt = 0; attempt < 2; attempt++) {
    // In the first 400 ms, the program starts.
    if (await project.runAndKill(400 + Math.random() * maxMs, 'seed', ...args)) kills++
  }
  const { code, stdout } = await project.run('seed', ...args, '--json')
  expect([code, code === 0 ? '' : stdout]).toEqual([0, ''])
  const report = JSON.parse(stdout) as SeedReport
  const verified = JSON.parse((await project.run('verify', '--dataset', '--json')).stdout) as VerifyReport
  expect(verified).toMatchObject({ ok: true, fingerprint: report.fingerprint })
  return { fingerprint: report.fingerprint.dataset, kills }
}
