import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CliProject } from './cli-project.js'

/** Longer than a command takes. */
const MAX_DELAY_MS = 6000

/**
 * Kills a command that saves or restores a snapshot at a random moment. Without any manual step, the stack is complete again and
 * its data has one of the given fingerprints. Returns it.
 */
export async function killSnapshotCommand(
  stack: CliProject,
  args: readonly string[],
  fingerprints: readonly string[],
): Promise<string> {
  const running = stack.start(...args)
  running.stdout?.resume()
  running.stderr?.resume()
  const exited = once(running, 'exit')
  const delayMs = randomInt(300, MAX_DELAY_MS)
  await Promise.race([exited, sleep(delayMs)])
  running.kill('SIGKILL')
  await exited
  expect([delayMs, await stack.run('wait', '--timeout', '120')]).toMatchObject([delayMs, { code: 0 }])
  const fingerprint = await readVerifiedFingerprint(stack)
  expect([delayMs, fingerprints]).toEqual([delayMs, expect.arrayContaining([fingerprint])])
  const listed = await stack.run('snapshot', 'list', '--json')
  const { items, damaged } = JSON.parse(listed.stdout) as {
    readonly items: readonly { readonly name: string }[]
    readonly damaged: readonly unknown[]
  }
  expect(damaged).toEqual([])
  for (const { name } of items)
    expect(await stack.run('snapshot', 'show', name, '--verify')).toMatchObject({ code: 0 })
  return fingerprint
}

/** The fingerprint of the three stores, which must be consistent. */
export async function readVerifiedFingerprint(stack: CliProject): Promise<string> {
  const { code, stdout } = await stack.run('verify', '--json')
  const report = JSON.parse(stdout) as { readonly fingerprint: { readonly dataset: string } }
  expect([code, report]).toMatchObject([0, {}])
  return report.fingerprint.dataset
}
