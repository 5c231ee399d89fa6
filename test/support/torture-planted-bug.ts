import { listDatasetRecords } from '../../src/conformance/torture/dataset-records.js'
import { runTorture, type TortureReport } from '../../src/conformance/torture/run-torture.js'
import type { TorturedService } from '../../src/conformance/torture/tortured-services.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { startBuggyService } from './planted-bugs.js'
import type { TestServices } from './test-services.js'

export interface TortureTrial {
  readonly service: TorturedService
  /** The name of a planted bug; default: none. */
  readonly bug?: string
  readonly seed: number
  readonly forMs: number
}

/** Runs `torture` on a bundled service, or on one with a planted bug. */
export async function tortureService(
  under: TestServices,
  { service, bug, seed, forMs }: TortureTrial,
): Promise<TortureReport> {
  const target = under.services.urls[service]
  await using buggy = bug === undefined ? undefined : await startBuggyService(target, bug)
  return await runTorture({
    service,
    url: buggy?.url ?? target,
    identityUrl: under.services.urls.identity,
    seed,
    forMs,
    records: listDatasetRecords(createDataset(await readProfile('demo'), seed), service),
    signal: new AbortController().signal,
    removeData: async () => {},
  })
}
