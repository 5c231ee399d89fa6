const PRELOAD = `Object.defineProperty(globalThis, 'fetch', { get() { throw new Error('fetch is used') } })`

/** The environment of a program that must not use `fetch`, whose first use costs as much as starting Node.js. */
export const WITHOUT_FETCH = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`,
}
