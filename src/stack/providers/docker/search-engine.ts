import { type EngineSearch, findEngine } from './find-engine.js'

const GOOD_FOR_MS = 3000

let last: { readonly at: number; readonly search: Promise<EngineSearch> } | undefined

/**
 * `findEngine` in this process's environment. A command asks several times in a row, and a daemon that hangs may hold
 * it up only once; a program that lives on sees an engine that was started later.
 */
export async function searchEngine(): Promise<EngineSearch> {
  if (last === undefined || performance.now() - last.at > GOOD_FOR_MS) {
    last = { at: performance.now(), search: findEngine(process.env) }
  }
  return last.search
}
