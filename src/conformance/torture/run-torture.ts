import { settleAll } from '../../core/settle-all-or-abort.js'
import { setMaxListeners } from 'node:events'
import { RandomStream } from '../../dataset/generator/random-stream.js'
import { assertServiceReachable } from '../assert-service-reachable.js'
import type { TestUsers } from '../contract-check.js'
import { createTestUsers } from '../create-test-users.js'
import type { TestAccounts } from '../test-accounts.js'
import { withTestAccounts } from '../with-test-accounts.js'
import { createIdentityTraffic } from './identity/identity-traffic.js'
import { createBudgetSubject } from './records/budget-subject.js'
import { createRecordTraffic } from './records/record-traffic.js'
import { RequestRecorder } from './request-recorder.js'
import type { EpisodeContext } from './episode-context.js'
import { shrinkEpisode } from './shrink-episode.js'
import type { TortureOptions } from './torture-options.js'
import type { TortureFinding, TortureReport } from './torture-report.js'
import { createTodoSubject } from './records/todo-subject.js'
import { isTimeout, toFailure, type TortureFailure } from './torture-failure.js'
import { toTortureScript } from './torture-script.js'
import type { Traffic } from './traffic.js'
import { startUnreliableProxy } from './unreliable-proxy.js'

/** Episodes that run at the same time. */
const CONCURRENT = 4
/** How often something is killed, in milliseconds. */
const KILL_INTERVAL_MS = 12_000
const DEFAULT_SHRINK_MS = 20_000

/**
 * Sends seeded traffic to a service through a proxy that disturbs it, and compares what the service returns with what it has
 * acknowledged. Ends with the first failure, which it shrinks, or on timeout. Then deletes what it has created.
 */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  // Every pause adds a listener.
  setMaxListeners(0, options.signal)
  await assertServiceReachable(options)
  return withTestAccounts(options, async (accounts) => runTraffic(options, accounts))
}

type TrafficReport = Omit<TortureReport, 'remains'>

async function runTraffic(options: TortureOptions, accounts: TestAccounts): Promise<TrafficReport> {
  const { service, records } = options
  if (service === 'identity') return new Torture(options, accounts, createIdentityTraffic()).run()
  const subject = service === 'todo' ? createTodoSubject(records) : createBudgetSubject(records)
  return new Torture(options, accounts, createRecordTraffic(subject)).run()
}

class Torture<Step> {
  readonly #recorder = new RequestRecorder()
  #scope = 0
  #episodes = 0
  #kills = 0

  constructor(
    private readonly options: TortureOptions,
    private readonly accounts: TestAccounts,
    private readonly traffic: Traffic<Step>,
  ) {}

  async run(): Promise<TrafficReport> {
    const { options } = this
    await using proxy = await startUnreliableProxy(options.url)
    const recorder = this.#recorder
    const users = await createTestUsers({ ...options, url: proxy.url }, this.accounts, recorder)
    const context = this.#createContext(users)
    const since = performance.now()
    const finding =
      (await this.#prepare(context)) ??
      (await this.#runEpisodes(context, since, proxy.url)) ??
      (await this.#findViolations(options.seed))
    return {
      service: options.service,
      url: options.url,
      ok: finding === undefined,
      seed: options.seed,
      elapsedMs: Math.round(performance.now() - since),
      episodes: this.#episodes,
      requests: recorder.count,
      kills: this.#kills,
      items: finding === undefined ? [] : [finding],
    }
  }

  #createContext(users: TestUsers): EpisodeContext {
    const { kill, redeliver, tokenReissuer, clockOffsetMs = 0, signal } = this.options
    return {
      users,
      signal,
      reissueToken:
        tokenReissuer &&
        (async (original, minutes) => {
          const offsetMs = minutes * 60_000 + clockOffsetMs
          const token = await tokenReissuer.reissue(original, new Date(Date.now() + offsetMs))
          this.#recorder.onReissue(token, { original, minutes: offsetMs / 60_000 })
          return token
        }),
      redeliver:
        redeliver &&
        (async (subjects) => {
          this.#recorder.onRedelivery(subjects)
          return redeliver(subjects)
        }),
      kill:
        kill &&
        (async (target) => {
          this.#kills++
          await kill(target)
        }),
    }
  }

  async #prepare(context: EpisodeContext): Promise<TortureFinding | undefined> {
    try {
      await this.traffic.prepare(context)
      return undefined
    } catch (error) {
      const { check, message } = toFailure(error, context.signal)
      return { check, message, seed: this.options.seed, steps: [], script: null }
    }
  }

  async #runEpisodes(
    context: EpisodeContext,
    since: number,
    proxyUrl: string,
  ): Promise<TortureFinding | undefined> {
    const { options } = this
    let lastKill = since
    for (let seed = options.seed; performance.now() - since < options.forMs; seed += CONCURRENT) {
      options.signal.throwIfAborted()
      const seeds = Array.from({ length: CONCURRENT }, (_, index) => seed + index)
      const failed = await this.#runAtOnce(seeds, context)
      const finding = failed && (await this.#shrink(failed, context, proxyUrl))
      if (finding !== undefined) return finding
      if (context.kill !== undefined && performance.now() - lastKill > KILL_INTERVAL_MS) {
        const steps = this.traffic.createEpisode(toRandom(seed), {
          kill: this.#kills % 2 === 0 ? 'service' : 'engine',
        })
        const failure = await this.#try(steps, context)
        const found = failure && (await this.#shrink({ seed, steps, failure }, context, proxyUrl))
        if (found !== undefined) return found
        lastKill = performance.now()
      }
      options.onEpisode?.(performance.now() - since)
    }
    return undefined
  }

  /** The failed episode with the lowest number. */
  async #runAtOnce(
    seeds: readonly number[],
    context: EpisodeContext,
  ): Promise<FailedEpisode<Step> | undefined> {
    const results = await settleAll(
      seeds.map(async (seed): Promise<FailedEpisode<Step> | undefined> => {
        const steps = this.traffic.createEpisode(toRandom(seed))
        const failure = await this.#try(steps, context)
        return failure && { seed, steps, failure }
      }),
    )
    return results.find((result) => result !== undefined)
  }

  async #try(steps: readonly Step[], context: EpisodeContext): Promise<TortureFailure | undefined> {
    this.#episodes++
    try {
      await this.traffic.runEpisode(steps, this.#scope++, context)
      return undefined
    } catch (error) {
      return toFailure(error, context.signal)
    }
  }

  /** Undefined if a request once took too long, and no longer does: this machine was busy. */
  async #shrink(
    { seed, steps, failure }: FailedEpisode<Step>,
    context: EpisodeContext,
    proxyUrl: string,
  ): Promise<TortureFinding | undefined> {
    const recorder = this.#recorder
    let script: string | null = null
    let message = failure.message
    let hasFailedAgain = false
    const run = async (shorter: readonly Step[]): Promise<void> => {
      recorder.start()
      try {
        await this.traffic.runEpisode(shorter, this.#scope++, context)
      } catch (error) {
        const failed = toFailure(error, context.signal)
        if (failed.check === failure.check) {
          message = failed.message
          hasFailedAgain = true
          script = toTortureScript(recorder.toEpisode(context.users), {
            title: `homemanager torture ${this.options.service} --seed ${seed}: ${message}`,
            url: this.options.url,
            identityUrl: this.options.identityUrl,
            proxyUrl,
            keyFile: this.options.tokenReissuer?.keyFile,
          })
        }
        throw failed
      }
    }
    const shrunk = await shrinkEpisode(steps, failure, {
      run,
      simplify: (step) => this.traffic.simplify(step),
      isExpensive: (step) => this.traffic.isExpensive(step),
      deadline: performance.now() + (this.options.shrinkMs ?? DEFAULT_SHRINK_MS),
    })
    // A failure that takes long, such as a timeout, leaves no time to find shorter steps that fail as well.
    if (!hasFailedAgain) await run(shrunk).catch(() => {})
    if (!hasFailedAgain && isTimeout(failure)) return undefined
    return {
      check: failure.check,
      message,
      seed,
      steps: shrunk.map((step) => this.traffic.describe(step)),
      script,
    }
  }

  async #findViolations(seed: number): Promise<TortureFinding | undefined> {
    const violations = (await this.options.findViolations?.()) ?? []
    if (violations.length === 0) return undefined
    return { check: 'invariants', message: violations.slice(0, 5).join(' '), seed, steps: [], script: null }
  }
}

interface FailedEpisode<Step> {
  readonly seed: number
  readonly steps: readonly Step[]
  readonly failure: TortureFailure
}

function toRandom(seed: number): RandomStream {
  return RandomStream.fromKey('torture').derive(seed)
}
