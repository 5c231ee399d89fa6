import type { RandomStream } from '../../dataset/generator/random-stream.js'
import type { EpisodeContext } from './episode-context.js'

export interface EpisodeKinds {
  /** Whether to kill something. */
  readonly kill?: 'service' | 'engine'
}

/**
 * The traffic for a service, in episodes that do not depend on each other. An episode is a list of steps, any of which can be left
 * out: a step without what it needs does nothing.
 */
export interface Traffic<Step> {
  /** Called once before the first episode. Throws `TortureFailure`. */
  prepare(context: EpisodeContext): Promise<void>
  /** The steps of an episode, which depend on the stream only. */
  createEpisode(random: RandomStream, kinds?: EpisodeKinds): readonly Step[]
  /**
   * Runs the steps, and compares what the service returns with what it has acknowledged. Episodes with different numbers have no data
   * in common. Throws `TortureFailure`.
   */
  runEpisode(steps: readonly Step[], number: number, context: EpisodeContext): Promise<void>
  /** Shorter forms of a step, the shortest first. */
  simplify(step: Step): readonly Step[]
  /** The steps to simplify first when a failure is shrunk. */
  isExpensive(step: Step): boolean
  /** A step for people. */
  describe(step: Step): string
}
