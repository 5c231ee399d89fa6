import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { BUNDLED_GENERATORS } from '../../src/dataset/generator/registry.js'
import { composeEventProcessing } from '../../src/app/events/compose-event-processing.js'
import { listDatasetRecords } from '../../src/conformance/torture/records/dataset-records.js'
import { createTokenReissuer } from '../../src/conformance/torture/reissue-token.js'
import { removeTestData } from '../../src/conformance/remove-test-data.js'
import { runTorture } from '../../src/conformance/torture/run-torture.js'
import type { TortureReport } from '../../src/conformance/torture/torture-report.js'
import type { ServiceName } from '../../src/core/service-name.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import type { EventHandler } from '../../src/events/event-handler.js'
import { redeliverEventsAbout } from '../../src/events/redeliver-event.js'
import { loadSigningKeys } from '../../src/services/identity/credentials/signing-keys.js'
import { startBuggyService } from './planted-bugs.js'
import type { TestServices } from './test-services.js'

export interface TortureTrial {
  readonly service: ServiceName
  /** The name of a planted bug; default: none. */
  readonly bug?: string
  readonly seed: number
  readonly forMs: number
  /** Also removes what the test users leave, as for the services of a stack. Default: false. */
  readonly removes?: boolean
  /** Get the events that are delivered again, besides the consumers of the services. */
  readonly handlers?: readonly EventHandler[]
}

/** Runs `torture` on a bundled service, or on one with a planted bug. */
export async function tortureService(
  under: TestServices,
  { service, bug, seed, forMs, removes = false, handlers = [] }: TortureTrial,
): Promise<TortureReport> {
  const { pool } = under.stores.postgres
  const consumers = [...composeEventProcessing(under.stores).handlers, ...handlers]
  const target = under.services.urls[service]
  await using buggy = bug === undefined ? undefined : await startBuggyService(target, service, bug)
  return await runTorture({
    service,
    url: buggy?.url ?? target,
    identityUrl: under.services.urls.identity,
    seed,
    forMs,
    // However busy this machine is.
    shrinkMs: 180_000,
    records: listDatasetRecords(createDataset(BUNDLED_GENERATORS, await readProfile('demo'), seed), service),
    signal: new AbortController().signal,
    removeData: async (ids) => !removes || removeTestData(under.stores, ids),
    tokenReissuer: createTokenReissuer(await loadSigningKeys(under.dataDirectory)),
    redeliver: async (subjects) =>
      (await redeliverEventsAbout(pool, consumers, subjects)).map((failed) => JSON.stringify(failed)),
  })
}

/** Runs the script of the first finding with the service at `url`. */
export async function runScript({ url: tortured, items }: TortureReport, url: string): Promise<string> {
  const shell = spawn('sh', [], { stdio: ['pipe', 'pipe', 'inherit'] })
  shell.stdin.end((items[0]?.script ?? '').replaceAll(tortured, url))
  const [output] = await Promise.all([text(shell.stdout), once(shell, 'exit')])
  return output
}
