/**
 * Defines `navigator` while pg loads, as Node 21 and later do. Without it pg creates a `Response` to detect Cloudflare
 * Workers, for which Node 20 loads undici: a third of the time of `node -e 0`.
 */
const needsShim = !('navigator' in globalThis)

if (needsShim) {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: `Node.js/${process.versions.node}` },
    configurable: true,
  })
}

/** Removes the shim after pg was loaded, so that other packages do not detect a browser. */
export function removeNavigatorShim(): void {
  if (needsShim) Reflect.deleteProperty(globalThis, 'navigator')
}
