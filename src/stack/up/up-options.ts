import type { StackStory } from '../stack-story.js'

export interface UpOptions {
  /** Profile to seed once everything is migrated; nothing happens when that was done. */
  readonly seed?: string
  /** Where the services and the gateway run: a process of their own that lives on, this process, or not at all. */
  readonly services: 'background' | 'here' | 'none'
  /** For the whole of it. */
  readonly timeoutMs: number
  /** Interruption: what was started in this run is stopped again. */
  readonly signal: AbortSignal
  readonly story: StackStory
}
