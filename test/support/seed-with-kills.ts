import { expect } from 'vitest'
import type { SeedReport } from '../../src/dataset/seeding/seed-stores.js'
import type { VerifyReport } from '../../src/verify/verify-stores.js'
import { createMigratedStores } from './migrated-stores.js'
import { createProjectDirectory } from './project-directory.js'

/**
 * Seeds into empty stores, is killed at a random moment of its run, often several times, and runs once more. Resolves to
 * the fingerprint that this ends at, and how often it was killed.
 */
export async function seedWithKills(
  args: readonly string[],
  longestMs: number,
): Promise<{ readonly dataset: string; readonly kills: number }> {
  await using location = await createMigratedStores()
  await using project = await createProjectDirectory(location.endpoints)
  let kills = 0
  for (let attempt = 0; attempt < 2; attempt++) {
    // The first 400 ms are the start of the program.
    if (await project.runAndKill(400 + Math.random() * longestMs, 'seed', ...args)) kills++
  }
  const { code, stdout } = await project.run('seed', ...args, '--json')
  expect([code, code === 0 ? '' : stdout]).toEqual([0, ''])
  const report = JSON.parse(stdout) as SeedReport
  const verified = JSON.parse((await project.run('verify', '--dataset', '--json')).stdout) as VerifyReport
  expect(verified).toMatchObject({ ok: true, fingerprint: report.fingerprint })
  return { dataset: report.fingerprint.dataset, kills }
}
